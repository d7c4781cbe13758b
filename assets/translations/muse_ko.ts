<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>ActionsBox</name>
    <message>
        <source>It works while the graph runs.</source>
        <translation>그래프를 실행하는 동안 사용할 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>AmountRow</name>
    <message>
        <source>Back to the default</source>
        <translation>기본값으로 되돌리기</translation>
    </message>
    <message>
        <source>{name}: back to the default</source>
        <translation>{name}: 기본값으로 되돌리기</translation>
    </message>
</context>
<context>
    <name>Autosave</name>
    <message>
        <source>Save it, and look for space on the disk.</source>
        <translation>그래프를 저장하고 디스크의 남은 공간을 확인하십시오.</translation>
    </message>
    <message>
        <source>Unsaved work cannot be kept: {error}</source>
        <translation>저장하지 않은 작업을 보관할 수 없습니다: {error}</translation>
    </message>
</context>
<context>
    <name>BackdropPanel</name>
    <message>
        <source>A picture as background</source>
        <translation>배경으로 쓸 이미지</translation>
    </message>
    <message>
        <source>A video as background</source>
        <translation>배경으로 쓸 동영상</translation>
    </message>
    <message>
        <source>Blue screen</source>
        <translation>블루 스크린</translation>
    </message>
    <message>
        <source>Blur</source>
        <translation>흐림</translation>
    </message>
    <message>
        <source>Colour…</source>
        <translation>색상…</translation>
    </message>
    <message>
        <source>Dark red</source>
        <translation>진홍색</translation>
    </message>
    <message>
        <source>Green screen</source>
        <translation>그린 스크린</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>회색</translation>
    </message>
    <message>
        <source>My picture…</source>
        <translation>내 이미지…</translation>
    </message>
    <message>
        <source>My room</source>
        <translation>내 방</translation>
    </message>
    <message>
        <source>My video…</source>
        <translation>내 동영상…</translation>
    </message>
    <message>
        <source>Pictures ({endings})</source>
        <translation>이미지 ({endings})</translation>
    </message>
    <message>
        <source>Reset background</source>
        <translation>배경 다시 학습</translation>
    </message>
    <message>
        <source>Softness</source>
        <translation>부드러움</translation>
    </message>
    <message>
        <source>Step out of the picture and press this while it runs.</source>
        <translation>실행하는 동안 화면 밖으로 나가서 누르십시오.</translation>
    </message>
    <message>
        <source>Step out of the picture, then press this: the room is learned anew.</source>
        <translation>화면 밖으로 나간 다음 누르십시오. 방을 다시 학습합니다.</translation>
    </message>
    <message>
        <source>The colour behind you</source>
        <translation>뒤에 보일 색상</translation>
    </message>
    <message>
        <source>This graph cannot have a background: it has no Composite in it.</source>
        <translation>이 그래프에는 레이어 합성 노드가 없어 배경을 바꿀 수 없습니다.</translation>
    </message>
    <message>
        <source>This graph cannot have a background: nothing cuts you out. Add a Segment.</source>
        <translation>이 그래프에는 인물을 오려 내는 노드가 없어 배경을 바꿀 수 없습니다. 인물 분리 노드를 추가하십시오.</translation>
    </message>
    <message>
        <source>This graph does not learn the room: it has no Background buffer in it.</source>
        <translation>이 그래프에는 배경 버퍼 노드가 없어 방을 학습하지 않습니다.</translation>
    </message>
    <message>
        <source>Videos ({endings})</source>
        <translation>동영상 ({endings})</translation>
    </message>
    <message>
        <source>White</source>
        <translation>흰색</translation>
    </message>
</context>
<context>
    <name>Backgrounds</name>
    <message>
        <source>City lights</source>
        <translation>도시 야경</translation>
    </message>
    <message>
        <source>Hills at dusk</source>
        <translation>해 질 녘 언덕</translation>
    </message>
    <message>
        <source>Studio</source>
        <translation>스튜디오</translation>
    </message>
    <message>
        <source>Waves</source>
        <translation>물결</translation>
    </message>
    <message>
        <source>Window light</source>
        <translation>창가의 빛</translation>
    </message>
    <message>
        <source>Wooden wall</source>
        <translation>나무 벽</translation>
    </message>
</context>
<context>
    <name>Bar</name>
    <message>
        <source>Between the whole picture and 100 %</source>
        <translation>전체 보기와 100% 전환</translation>
    </message>
    <message>
        <source>Copy this picture</source>
        <translation>이 영상 복사</translation>
    </message>
    <message>
        <source>Face mesh</source>
        <translation>페이스 메시</translation>
    </message>
    <message>
        <source>Fit {0}</source>
        <translation>맞춤 {0}</translation>
    </message>
    <message>
        <source>Key points</source>
        <translation>키포인트</translation>
    </message>
    <message>
        <source>Matte</source>
        <translation>매트</translation>
    </message>
    <message>
        <source>Matte over the picture</source>
        <translation>영상 위에 매트 겹치기</translation>
    </message>
    <message>
        <source>More</source>
        <translation>더 보기</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>Save this picture</source>
        <translation>이 영상 저장</translation>
    </message>
    <message>
        <source>Show on a whole display</source>
        <translation>모니터 전체에 표시</translation>
    </message>
    <message>
        <source>Show the matte the result is made with</source>
        <translation>결과에 사용된 매트 보기</translation>
    </message>
    <message>
        <source>Show the result</source>
        <translation>결과 보기</translation>
    </message>
    <message>
        <source>Show the source beside the result</source>
        <translation>소스와 결과를 나란히 보기</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>나란히 보기</translation>
    </message>
    <message>
        <source>The result</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>View any wire</source>
        <translation>원하는 연결선 보기</translation>
    </message>
    <message>
        <source>Wires</source>
        <translation>연결선</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>확대</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>축소</translation>
    </message>
    <message>
        <source>{0} (this display)</source>
        <translation>{0} (현재 모니터)</translation>
    </message>
    <message>
        <source>{0}, {1}×{2}</source>
        <translation>{0}, {1}×{2}</translation>
    </message>
</context>
<context>
    <name>CameraControl</name>
    <message>
        <source>A video or picture in place of the camera</source>
        <translation>카메라 대신 쓸 동영상이나 이미지</translation>
    </message>
    <message>
        <source>A video or picture…</source>
        <translation>동영상이나 이미지…</translation>
    </message>
    <message>
        <source>Any camera</source>
        <translation>자동 선택</translation>
    </message>
    <message>
        <source>Choose a camera</source>
        <translation>카메라 선택</translation>
    </message>
    <message>
        <source>Demo scene</source>
        <translation>데모 장면</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>카메라를 찾는 중…</translation>
    </message>
</context>
<context>
    <name>CameraPanel</name>
    <message>
        <source>A video file…</source>
        <translation>동영상 파일…</translation>
    </message>
    <message>
        <source>A video in place of the camera</source>
        <translation>카메라 대신 쓸 동영상</translation>
    </message>
    <message>
        <source>Any camera</source>
        <translation>자동 선택</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>카메라</translation>
    </message>
    <message>
        <source>Demo scene</source>
        <translation>데모 장면</translation>
    </message>
    <message>
        <source>Look for cameras again</source>
        <translation>카메라 다시 찾기</translation>
    </message>
    <message>
        <source>No camera was found. Plug one in, or use the demo scene.</source>
        <translation>카메라를 찾지 못했습니다. 카메라를 연결하거나 데모 장면을 사용하십시오.</translation>
    </message>
    <message>
        <source>This graph has no camera in it.</source>
        <translation>이 그래프에는 카메라가 없습니다.</translation>
    </message>
    <message>
        <source>This graph plays the demo scene. Open another one to use your camera.</source>
        <translation>이 그래프는 데모 장면을 재생합니다. 카메라를 쓰려면 다른 그래프를 여십시오.</translation>
    </message>
    <message>
        <source>Videos ({endings})</source>
        <translation>동영상 ({endings})</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>A wire goes from an output to an input.</source>
        <translation>연결선은 출력에서 입력으로 이어집니다.</translation>
    </message>
    <message>
        <source>Add backdrop</source>
        <translation>백드롭 추가</translation>
    </message>
    <message>
        <source>Add node…</source>
        <translation>노드 추가…</translation>
    </message>
    <message>
        <source>Arrange</source>
        <translation>자동 정렬</translation>
    </message>
    <message>
        <source>Backdrop</source>
        <translation>백드롭</translation>
    </message>
    <message>
        <source>Bypass</source>
        <translation>바이패스</translation>
    </message>
    <message>
        <source>Bypassed</source>
        <translation>바이패스됨</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>색상</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>연결 끊기</translation>
    </message>
    <message>
        <source>Fold group up</source>
        <translation>그룹 접기</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>그래프</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>그룹</translation>
    </message>
    <message>
        <source>Its parameters and links are kept. Install the node file it comes from.</source>
        <translation>매개변수와 연결은 그대로 유지됩니다. 이 노드가 들어 있는 노드 파일을 설치하십시오.</translation>
    </message>
    <message>
        <source>Minimap</source>
        <translation>미니맵</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>끄기</translation>
    </message>
    <message>
        <source>Muted</source>
        <translation>꺼짐</translation>
    </message>
    <message>
        <source>Need not be connected.</source>
        <translation>연결하지 않아도 됩니다.</translation>
    </message>
    <message>
        <source>Nothing here gives {0}.</source>
        <translation>여기에는 {0} 출력이 없습니다.</translation>
    </message>
    <message>
        <source>Nothing here takes {0}.</source>
        <translation>여기에는 {0} 입력이 없습니다.</translation>
    </message>
    <message>
        <source>Open group</source>
        <translation>그룹 열기</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>이름 바꾸기</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>모두 선택</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>전체 보기</translation>
    </message>
    <message>
        <source>Takes the latest value; may close a loop.</source>
        <translation>가장 최근 값을 받습니다. 순환 연결을 만들 수 있습니다.</translation>
    </message>
    <message>
        <source>The node type declares no such port; the link is kept.</source>
        <translation>이 노드 종류에는 이런 포트가 없습니다. 연결은 그대로 유지됩니다.</translation>
    </message>
    <message>
        <source>The node type {0} is not known here.</source>
        <translation>알 수 없는 노드 종류입니다: {0}</translation>
    </message>
    <message>
        <source>This would make a loop. Only inputs that take the latest value may close one.</source>
        <translation>순환 연결이 됩니다. 가장 최근 값을 받는 입력만 순환을 만들 수 있습니다.</translation>
    </message>
    <message>
        <source>Ungroup</source>
        <translation>그룹 해제</translation>
    </message>
    <message>
        <source>Unknown type</source>
        <translation>알 수 없는 종류</translation>
    </message>
    <message>
        <source>View here</source>
        <translation>여기서 보기</translation>
    </message>
    <message>
        <source>What this port carries is not known here.</source>
        <translation>이 포트가 무엇을 전달하는지 알 수 없습니다.</translation>
    </message>
    <message>
        <source>{0} does not fit {1}.</source>
        <translation>{0} 출력은 {1} 입력에 연결할 수 없습니다.</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>Checking…</source>
        <translation>점검하는 중…</translation>
    </message>
    <message>
        <source>Not looked at</source>
        <translation>확인하지 않음</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>대기 중</translation>
    </message>
</context>
<context>
    <name>ChangedBanner</name>
    <message>
        <source>Keep mine</source>
        <translation>내 것 유지</translation>
    </message>
    <message>
        <source>Load theirs</source>
        <translation>바뀐 파일 불러오기</translation>
    </message>
    <message>
        <source>What changed</source>
        <translation>바뀐 내용</translation>
    </message>
</context>
<context>
    <name>Clipboard</name>
    <message>
        <source>Save it as a file and open that.</source>
        <translation>파일로 저장한 다음 그 파일을 여십시오.</translation>
    </message>
    <message>
        <source>What was copied has {count} nodes, which is more than {limit}.</source>
        <translation>복사한 내용에 노드가 {count}개 있어 한도인 {limit}개를 넘습니다.</translation>
    </message>
    <message>
        <source>clipboard</source>
        <translation>클립보드</translation>
    </message>
</context>
<context>
    <name>ColourControl</name>
    <message>
        <source>Choose a colour</source>
        <translation>색상 선택</translation>
    </message>
</context>
<context>
    <name>Command</name>
    <message>
        <source>Command</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>복사됨</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>명령을 복사합니다</translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>End the run</source>
        <translation>실행을 끝냅니다</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Left and right swapped, for you and for those who watch.</source>
        <translation>내 화면과 시청자 화면의 좌우를 모두 뒤집습니다.</translation>
    </message>
    <message>
        <source>Mirror me</source>
        <translation>좌우 반전</translation>
    </message>
    <message>
        <source>Mirror me (not in this graph)</source>
        <translation>좌우 반전 (이 그래프에 없음)</translation>
    </message>
    <message>
        <source>Nobody sees you: a slate is sent at once.</source>
        <translation>아무도 나를 볼 수 없도록 즉시 대체 화면을 내보냅니다.</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Run what you see here</source>
        <translation>여기 보이는 설정으로 실행합니다</translation>
    </message>
    <message>
        <source>Slate</source>
        <translation>대체 화면</translation>
    </message>
    <message>
        <source>Slate is on: press to go on</source>
        <translation>대체 화면 켜짐: 누르면 계속</translation>
    </message>
    <message>
        <source>Starting… (stop)</source>
        <translation>시작하는 중… (정지)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>정지</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>정지하는 중…</translation>
    </message>
    <message>
        <source>This graph cannot mirror you: it has no Place in it.</source>
        <translation>이 그래프에는 배치 노드가 없어 좌우를 반전할 수 없습니다.</translation>
    </message>
</context>
<context>
    <name>Cover</name>
    <message>
        <source>Add a node such as Segment to see one.</source>
        <translation>인물 분리 같은 노드를 추가하면 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Add a source of pictures.</source>
        <translation>영상 소스를 추가하십시오.</translation>
    </message>
    <message>
        <source>Loading networks, setting up nodes</source>
        <translation>신경망을 불러오고 노드를 준비하는 중</translation>
    </message>
    <message>
        <source>Nothing flows here</source>
        <translation>이곳에는 흐르는 영상이 없습니다</translation>
    </message>
    <message>
        <source>Press Run</source>
        <translation>실행을 누르십시오</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>시작하는 중</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>정지하는 중</translation>
    </message>
    <message>
        <source>Tasks are carried out</source>
        <translation>작업 진행 중</translation>
    </message>
    <message>
        <source>The node is switched off.</source>
        <translation>노드가 꺼져 있습니다.</translation>
    </message>
    <message>
        <source>The page Job tells how far</source>
        <translation>진행 상황은 ‘작업’ 패널에 표시됩니다</translation>
    </message>
    <message>
        <source>There is nothing to show yet</source>
        <translation>아직 보여 줄 것이 없습니다</translation>
    </message>
    <message>
        <source>This graph makes no matte</source>
        <translation>이 그래프에는 매트가 없습니다</translation>
    </message>
    <message>
        <source>Untitled graph</source>
        <translation>제목 없는 그래프</translation>
    </message>
    <message>
        <source>Waiting for a picture</source>
        <translation>영상을 기다리는 중</translation>
    </message>
</context>
<context>
    <name>CurvesView</name>
    <message>
        <source>Curves</source>
        <translation>곡선</translation>
    </message>
</context>
<context>
    <name>Detail</name>
    <message>
        <source>Frame {number}, {time} s</source>
        <translation>프레임 {number}, {time}초</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>발견된 문제가 없습니다.</translation>
    </message>
    <message>
        <source>The filter has not looked at this session yet.</source>
        <translation>필터가 아직 이 세션을 검사하지 않았습니다.</translation>
    </message>
    <message>
        <source>The labeller did not accept it.</source>
        <translation>라벨링 단계에서 승인하지 않았습니다.</translation>
    </message>
</context>
<context>
    <name>DoctorPage</name>
    <message>
        <source>Cameras</source>
        <translation>카메라</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>다시 점검</translation>
    </message>
    <message>
        <source>Check this machine</source>
        <translation>이 컴퓨터 점검</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>점검하는 중…</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>보고서 복사</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>디스크</translation>
    </message>
    <message>
        <source>Everything else works. What to try stands below each.</source>
        <translation>나머지는 모두 작동합니다. 해결 방법은 각 항목 아래에 있습니다.</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>그래픽 카드</translation>
    </message>
    <message>
        <source>Measure cameras</source>
        <translation>카메라 측정</translation>
    </message>
    <message>
        <source>Missing on this machine: {count}</source>
        <translation>이 컴퓨터에 없는 항목: {count}개</translation>
    </message>
    <message>
        <source>Networks on disk</source>
        <translation>디스크의 신경망</translation>
    </message>
    <message>
        <source>Not checked</source>
        <translation>점검하지 않음</translation>
    </message>
    <message>
        <source>Nothing that is needed is missing.</source>
        <translation>필요한 것은 모두 있습니다.</translation>
    </message>
    <message>
        <source>Open each camera that nobody uses for some seconds, and count its pictures</source>
        <translation>사용 중이 아닌 카메라를 하나씩 몇 초 동안 열어 프레임 수를 셉니다</translation>
    </message>
    <message>
        <source>Parts of the program</source>
        <translation>프로그램 구성 요소</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>프로그램</translation>
    </message>
    <message>
        <source>This machine is ready</source>
        <translation>이 컴퓨터는 준비되었습니다</translation>
    </message>
    <message>
        <source>This takes a few seconds. You may go on working.</source>
        <translation>몇 초 걸립니다. 그동안 계속 작업할 수 있습니다.</translation>
    </message>
    <message>
        <source>This window</source>
        <translation>이 창</translation>
    </message>
    <message>
        <source>Virtual camera</source>
        <translation>가상 카메라</translation>
    </message>
    <message>
        <source>What runs networks</source>
        <translation>신경망 실행 백엔드</translation>
    </message>
</context>
<context>
    <name>FiguresBox</name>
    <message>
        <source>Back end</source>
        <translation>백엔드</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>호출 수</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>장치</translation>
    </message>
    <message>
        <source>Median and 95th percentile per call</source>
        <translation>호출당 처리 시간의 중앙값과 95백분위수</translation>
    </message>
    <message>
        <source>Since it was set up</source>
        <translation>노드를 준비한 이후</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <source>What really runs it</source>
        <translation>실제로 실행하는 백엔드</translation>
    </message>
    <message>
        <source>What the node says of itself</source>
        <translation>노드가 알리는 상태</translation>
    </message>
    <message>
        <source>Where it really runs</source>
        <translation>실제로 실행되는 장치</translation>
    </message>
    <message>
        <source>{median} ms, p95 {p95} ms</source>
        <translation>{median} ms, p95 {p95} ms</translation>
    </message>
</context>
<context>
    <name>FiguresCard</name>
    <message>
        <source>Against {name}</source>
        <translation>{name}와(과) 비교</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>수치</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Median on one thread, with shrinking the frame</source>
        <translation>스레드 하나에서 잰 중앙값이며, 프레임을 줄이는 시간도 들어 있습니다</translation>
    </message>
    <message>
        <source>Right of the middle: better. The line is where the difference lies at 95 %; grey means that it may be chance, or too little to matter.</source>
        <translation>가운데보다 오른쪽이면 더 좋습니다. 선은 차이가 95 %의 확률로 있는 범위입니다. 회색은 우연일 수 있거나 의미가 없을 만큼 작다는 뜻입니다.</translation>
    </message>
    <message>
        <source>Time for a frame</source>
        <translation>프레임당 시간</translation>
    </message>
    <message>
        <source>{count} ms</source>
        <translation>{count} ms</translation>
    </message>
</context>
<context>
    <name>FiguresLine</name>
    <message>
        <source>Getting ready…</source>
        <translation>준비하는 중…</translation>
    </message>
    <message>
        <source>In OBS, delay your microphone by {offset} ms: then lips and voice agree.</source>
        <translation>OBS에서 마이크를 {offset} ms 늦추면 입 모양과 목소리가 맞습니다.</translation>
    </message>
    <message>
        <source>Not running</source>
        <translation>실행 중이 아님</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>일시 정지됨</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>정지하는 중…</translation>
    </message>
    <message>
        <source>Tasks are carried out</source>
        <translation>작업 진행 중</translation>
    </message>
    <message>
        <source>{fps} pictures/s  ·  {ms} ms delay  ·  sound offset {offset} ms</source>
        <translation>{fps} fps  ·  지연 {ms} ms  ·  소리 오프셋 {offset} ms</translation>
    </message>
</context>
<context>
    <name>FileControl</name>
    <message>
        <source>All files (*)</source>
        <translation>모든 파일 (*)</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>찾아보기…</translation>
    </message>
    <message>
        <source>Chosen before</source>
        <translation>최근 선택한 파일</translation>
    </message>
    <message>
        <source>Fitting files ({})</source>
        <translation>지원하는 파일 ({})</translation>
    </message>
    <message>
        <source>No file</source>
        <translation>파일 없음</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Choose another folder.</source>
        <translation>다른 폴더를 선택하십시오.</translation>
    </message>
    <message>
        <source>Graphs (*.json)</source>
        <translation>그래프 (*.json)</translation>
    </message>
    <message>
        <source>MUSE Nodes</source>
        <translation>MUSE Nodes</translation>
    </message>
    <message>
        <source>Open graph</source>
        <translation>그래프 열기</translation>
    </message>
    <message>
        <source>Save graph</source>
        <translation>그래프 저장</translation>
    </message>
    <message>
        <source>The earlier version could not be kept: {error}</source>
        <translation>이전 버전을 보관하지 못했습니다: {error}</translation>
    </message>
    <message>
        <source>This folder holds the graphs that come with the program.</source>
        <translation>프로그램에 들어 있는 그래프의 폴더입니다.</translation>
    </message>
    <message>
        <source>This graph was not saved to a file yet.</source>
        <translation>이 그래프는 아직 파일로 저장되지 않았습니다.</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>제목 없음</translation>
    </message>
</context>
<context>
    <name>FramesCard</name>
    <message>
        <source>As it should be</source>
        <translation>정답</translation>
    </message>
    <message>
        <source>Frame {number}, {time} s</source>
        <translation>프레임 {number}, {time}초</translation>
    </message>
    <message>
        <source>In between</source>
        <translation>그 사이</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>라벨</translation>
    </message>
    <message>
        <source>Red: the room shows. Blue: the person is missing.</source>
        <translation>빨간색: 방이 보입니다. 파란색: 인물이 빠졌습니다.</translation>
    </message>
    <message>
        <source>Where the personal model is worst</source>
        <translation>개인 모델이 가장 나쁜 곳</translation>
    </message>
</context>
<context>
    <name>GraphPage</name>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>그래프</translation>
    </message>
    <message>
        <source>Needs</source>
        <translation>필요 기능</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Optional parts of the program, such as vcam, apart by commas</source>
        <translation>vcam처럼 프로그램의 선택 구성 요소를 쉼표로 구분해 입력</translation>
    </message>
    <message>
        <source>Select a node to see what it has.</source>
        <translation>노드를 선택하면 설정이 여기에 나타납니다.</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>{nodes} nodes, {links} links</source>
        <translation>노드 {nodes}개, 연결 {links}개</translation>
    </message>
</context>
<context>
    <name>GraphText</name>
    <message>
        <source>One node was moved.</source>
        <translation>노드 1개를 옮겼습니다.</translation>
    </message>
    <message>
        <source>The backdrop “{title}” was added.</source>
        <translation>백드롭을 추가했습니다: ‘{title}’.</translation>
    </message>
    <message>
        <source>The backdrop “{title}” was changed.</source>
        <translation>백드롭을 바꾸었습니다: ‘{title}’.</translation>
    </message>
    <message>
        <source>The backdrop “{title}” was removed.</source>
        <translation>백드롭을 삭제했습니다: ‘{title}’.</translation>
    </message>
    <message>
        <source>The description was changed.</source>
        <translation>설명을 바꾸었습니다.</translation>
    </message>
    <message>
        <source>The extras it needs are now: {extras}.</source>
        <translation>필요한 구성 요소가 바뀌었습니다: {extras}.</translation>
    </message>
    <message>
        <source>The graph is now called “{title}”.</source>
        <translation>그래프 제목이 바뀌었습니다: ‘{title}’.</translation>
    </message>
    <message>
        <source>The group “{title}” was changed.</source>
        <translation>그룹을 바꾸었습니다: ‘{title}’.</translation>
    </message>
    <message>
        <source>The group “{title}” was dissolved.</source>
        <translation>그룹을 해제했습니다: ‘{title}’.</translation>
    </message>
    <message>
        <source>The group “{title}” was made.</source>
        <translation>그룹을 만들었습니다: ‘{title}’.</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>설정 안 함</translation>
    </message>
    <message>
        <source>off</source>
        <translation>끔</translation>
    </message>
    <message>
        <source>on</source>
        <translation>켬</translation>
    </message>
    <message>
        <source>{count} nodes were moved.</source>
        <translation>노드 {count}개를 옮겼습니다.</translation>
    </message>
    <message>
        <source>{node} is now a {type}.</source>
        <translation>{node}: 노드 종류가 바뀌었습니다. 새 종류: {type}.</translation>
    </message>
    <message>
        <source>{node} is now called “{title}”.</source>
        <translation>{node}: 제목이 바뀌었습니다. 새 제목: ‘{title}’.</translation>
    </message>
    <message>
        <source>{node} was added.</source>
        <translation>{node}: 노드를 추가했습니다.</translation>
    </message>
    <message>
        <source>{node} was bypassed.</source>
        <translation>{node}: 노드를 바이패스했습니다.</translation>
    </message>
    <message>
        <source>{node} was muted.</source>
        <translation>{node}: 노드를 껐습니다.</translation>
    </message>
    <message>
        <source>{node} was removed.</source>
        <translation>{node}: 노드를 삭제했습니다.</translation>
    </message>
    <message>
        <source>{node} works again.</source>
        <translation>{node}: 노드를 다시 켰습니다.</translation>
    </message>
    <message>
        <source>{node}: {param} {old} → {new}</source>
        <translation>{node}: {param} {old} → {new}</translation>
    </message>
    <message>
        <source>{source} is no longer connected to {target}.</source>
        <translation>연결을 끊었습니다: {source} → {target}.</translation>
    </message>
    <message>
        <source>{source} was connected to {target}.</source>
        <translation>연결했습니다: {source} → {target}.</translation>
    </message>
    <message>
        <source>… and {count} more.</source>
        <translation>… 외 {count}개.</translation>
    </message>
</context>
<context>
    <name>Grid</name>
    <message>
        <source>Labelled frames</source>
        <translation>라벨이 있는 프레임</translation>
    </message>
</context>
<context>
    <name>Heading</name>
    <message>
        <source>A title of your own; empty for that of the type</source>
        <translation>직접 정하는 제목. 비워 두면 노드 종류의 이름을 사용합니다</translation>
    </message>
    <message>
        <source>Its id in the graph: {}</source>
        <translation>그래프에서의 ID: {}</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>Less</source>
        <translation>접기</translation>
    </message>
    <message>
        <source>More…</source>
        <translation>더 보기…</translation>
    </message>
</context>
<context>
    <name>HotKeys</name>
    <message>
        <source>Add one and connect the picture to it.</source>
        <translation>하나를 추가하고 영상을 연결하십시오.</translation>
    </message>
    <message>
        <source>Begin or end the recordings of the graph</source>
        <translation>그래프의 녹화를 시작하거나 끝냅니다</translation>
    </message>
    <message>
        <source>CPU or GPU</source>
        <translation>CPU/GPU 전환</translation>
    </message>
    <message>
        <source>End the run; Esc does it, too</source>
        <translation>실행을 끝냅니다. Esc 키로도 끝낼 수 있습니다</translation>
    </message>
    <message>
        <source>Everybody who watches sees a slate, at once</source>
        <translation>모든 시청자에게 즉시 대체 화면을 보여 줍니다</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>녹화</translation>
    </message>
    <message>
        <source>Recording begins when the graph runs: {}</source>
        <translation>그래프를 실행하면 녹화가 시작됩니다: {}</translation>
    </message>
    <message>
        <source>Recording to {}</source>
        <translation>녹화 중: {}</translation>
    </message>
    <message>
        <source>Run or pause</source>
        <translation>실행/일시 정지</translation>
    </message>
    <message>
        <source>Slate on or off</source>
        <translation>대체 화면 켜기/끄기</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>정지</translation>
    </message>
    <message>
        <source>The GPU is not part of it yet; there is nothing to switch to.</source>
        <translation>아직 GPU를 지원하지 않아 전환할 장치가 없습니다.</translation>
    </message>
    <message>
        <source>The recording has ended.</source>
        <translation>녹화가 끝났습니다.</translation>
    </message>
    <message>
        <source>There is no Video writer in this graph.</source>
        <translation>이 그래프에는 동영상 녹화 노드가 없습니다.</translation>
    </message>
    <message>
        <source>This key works while the graph runs.</source>
        <translation>이 단축키는 그래프를 실행하는 동안 작동합니다.</translation>
    </message>
    <message>
        <source>This version computes on the CPU only.</source>
        <translation>이 버전은 CPU로만 계산합니다.</translation>
    </message>
    <message>
        <source>Which of them computes</source>
        <translation>계산에 사용할 장치를 바꿉니다</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Inspector</source>
        <translation>속성</translation>
    </message>
</context>
<context>
    <name>JobPanel</name>
    <message>
        <source>Cancel the job</source>
        <translation>작업 취소</translation>
    </message>
    <message>
        <source>Cancelled. What is done is kept; the next run goes on there.</source>
        <translation>취소했습니다. 끝난 부분은 보존되며, 다음 실행은 그 지점부터 이어집니다.</translation>
    </message>
    <message>
        <source>End it with all that is still to come. What is done is kept.</source>
        <translation>남은 작업까지 모두 끝냅니다. 끝난 부분은 보존됩니다.</translation>
    </message>
    <message>
        <source>Finished.</source>
        <translation>끝났습니다.</translation>
    </message>
    <message>
        <source>Run a graph with tasks, such as Label or Train, to see how far it is.</source>
        <translation>라벨링이나 학습처럼 작업이 있는 그래프를 실행하면 진행 상황이 여기에 표시됩니다.</translation>
    </message>
    <message>
        <source>The stream runs; its tasks follow when it is stopped.</source>
        <translation>스트림이 실행 중입니다. 정지하면 작업이 이어집니다.</translation>
    </message>
    <message>
        <source>What was said</source>
        <translation>진행 기록</translation>
    </message>
    <message>
        <source>stream</source>
        <translation>스트림</translation>
    </message>
</context>
<context>
    <name>Jobs</name>
    <message>
        <source>Cancelled</source>
        <translation>취소됨</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>Done before</source>
        <translation>이전에 완료</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>라벨</translation>
    </message>
    <message>
        <source>Labels of {when}</source>
        <translation>라벨 ({when})</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>신경망</translation>
    </message>
    <message>
        <source>Network of {when}</source>
        <translation>신경망 ({when})</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>진행 중</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>촬영 세션</translation>
    </message>
    <message>
        <source>Session of {when}</source>
        <translation>촬영 세션 ({when})</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>대기</translation>
    </message>
    <message>
        <source>{count} h left</source>
        <translation>{count}시간 남음</translation>
    </message>
    <message>
        <source>{count} min left</source>
        <translation>{count}분 남음</translation>
    </message>
    <message>
        <source>{count} s left</source>
        <translation>{count}초 남음</translation>
    </message>
</context>
<context>
    <name>KeyRow</name>
    <message>
        <source>Back to {}</source>
        <translation>되돌리기: {}</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>단축키 없음</translation>
    </message>
</context>
<context>
    <name>KeySettings</name>
    <message>
        <source>Keys</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>노드</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>프로그램</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>모두 초기화</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>검색</translation>
    </message>
    <message>
        <source>{keys} belongs to {others}, so it does not reach the node.</source>
        <translation>{keys} 키는 이미 쓰이고 있어({others}) 노드에 전달되지 않습니다.</translation>
    </message>
    <message>
        <source>{keys} is also the key of {others}, which does not get it.</source>
        <translation>{keys} 키는 다른 기능에도 지정되어 있으며({others}), 그 기능은 작동하지 않습니다.</translation>
    </message>
    <message>
        <source>{keys} is also the key of {others}: neither of them works.</source>
        <translation>{keys} 키는 다른 기능에도 지정되어 있어({others}) 모두 작동하지 않습니다.</translation>
    </message>
</context>
<context>
    <name>Large</name>
    <message>
        <source>The frame with its label</source>
        <translation>라벨이 표시된 프레임</translation>
    </message>
</context>
<context>
    <name>LaterEdits</name>
    <message>
        <source>The graph is another one now; the job goes on as it began.</source>
        <translation>열린 그래프가 바뀌었습니다. 작업은 시작할 때의 그래프로 계속됩니다.</translation>
    </message>
    <message>
        <source>{nodes}: the change holds from the next run on.</source>
        <translation>{nodes}: 변경 사항은 다음 실행부터 적용됩니다.</translation>
    </message>
</context>
<context>
    <name>LibraryPanel</name>
    <message>
        <source>No node is called that.</source>
        <translation>그런 이름의 노드가 없습니다.</translation>
    </message>
    <message>
        <source>Node library</source>
        <translation>노드 라이브러리</translation>
    </message>
    <message>
        <source>Not available</source>
        <translation>사용할 수 없음</translation>
    </message>
    <message>
        <source>Search nodes</source>
        <translation>노드 검색</translation>
    </message>
    <message>
        <source>This node file is not trusted yet, so it was not run.</source>
        <translation>아직 신뢰하지 않은 노드 파일이어서 실행하지 않았습니다.</translation>
    </message>
    <message>
        <source>Trust {file}</source>
        <translation>{file} 신뢰</translation>
    </message>
    <message>
        <source>Trust…</source>
        <translation>신뢰…</translation>
    </message>
</context>
<context>
    <name>Lines</name>
    <message>
        <source>Time</source>
        <translation>시각</translation>
    </message>
    <message>
        <source>What</source>
        <translation>내용</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>위치</translation>
    </message>
</context>
<context>
    <name>LogPanel</name>
    <message>
        <source>Choose another folder.</source>
        <translation>다른 폴더를 선택하십시오.</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>지우기</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>모두 복사</translation>
    </message>
    <message>
        <source>Edits are live again.</source>
        <translation>편집 내용이 다시 바로 적용됩니다.</translation>
    </message>
    <message>
        <source>Edits are not live.</source>
        <translation>편집 내용이 적용되지 않고 있습니다.</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>It has stopped.</source>
        <translation>정지했습니다.</translation>
    </message>
    <message>
        <source>It is being stopped.</source>
        <translation>정지하는 중입니다.</translation>
    </message>
    <message>
        <source>It is paused.</source>
        <translation>일시 정지했습니다.</translation>
    </message>
    <message>
        <source>It runs.</source>
        <translation>실행 중입니다.</translation>
    </message>
    <message>
        <source>Its tasks are carried out.</source>
        <translation>작업을 진행합니다.</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>로그 저장</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>저장…</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>텍스트 (*.txt)</translation>
    </message>
    <message>
        <source>The graph is being set up.</source>
        <translation>그래프를 준비하는 중입니다.</translation>
    </message>
    <message>
        <source>The log &apos;{path}&apos; cannot be written: {why}.</source>
        <translation>로그 파일 ‘{path}’을(를) 쓸 수 없습니다: {why}.</translation>
    </message>
    <message>
        <source>The picture is shown again.</source>
        <translation>영상을 다시 내보냅니다.</translation>
    </message>
    <message>
        <source>The slate is shown.</source>
        <translation>대체 화면을 내보냅니다.</translation>
    </message>
    <message>
        <source>Traceback</source>
        <translation>오류 추적</translation>
    </message>
    <message>
        <source>{frames} frames, {fps} per second, {dropped} dropped.</source>
        <translation>프레임 {frames}개, 초당 {fps}개, 드롭된 프레임 {dropped}개.</translation>
    </message>
    <message>
        <source>{text} (frame {frame})</source>
        <translation>{text} (프레임 {frame})</translation>
    </message>
</context>
<context>
    <name>Made</name>
    <message>
        <source>Open its folder: {path}</source>
        <translation>폴더 열기: {path}</translation>
    </message>
</context>
<context>
    <name>ManyPage</name>
    <message>
        <source>All of them are: {}. What is set here is set for all.</source>
        <translation>모두 같은 종류입니다: {}. 여기서 바꾸면 모두에 적용됩니다.</translation>
    </message>
    <message>
        <source>They are of different types.</source>
        <translation>종류가 서로 다릅니다.</translation>
    </message>
    <message>
        <source>{} nodes are selected</source>
        <translation>노드 {}개 선택됨</translation>
    </message>
</context>
<context>
    <name>Mark</name>
    <message>
        <source>Checking…</source>
        <translation>점검하는 중…</translation>
    </message>
    <message>
        <source>Fine</source>
        <translation>정상</translation>
    </message>
    <message>
        <source>Good to know</source>
        <translation>참고</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>없음</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;Edit</source>
        <translation>편집(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>파일(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Graph</source>
        <translation>그래프(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>도움말(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>실행(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>보기(&amp;V)</translation>
    </message>
    <message>
        <source>A node editor for live video of one person in one room.</source>
        <translation>한 방의 한 사람을 담는 라이브 영상을 위한 노드 편집기입니다.</translation>
    </message>
    <message>
        <source>About MUSE Nodes</source>
        <translation>MUSE Nodes 정보</translation>
    </message>
    <message>
        <source>Add backdrop</source>
        <translation>백드롭 추가</translation>
    </message>
    <message>
        <source>Add node…</source>
        <translation>노드 추가…</translation>
    </message>
    <message>
        <source>Align</source>
        <translation>맞춤</translation>
    </message>
    <message>
        <source>Bottom</source>
        <translation>아래쪽</translation>
    </message>
    <message>
        <source>Bypass</source>
        <translation>바이패스</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>가로 가운데</translation>
    </message>
    <message>
        <source>Check this machine</source>
        <translation>이 컴퓨터 점검</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>영상 복사</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>잘라내기</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>복제</translation>
    </message>
    <message>
        <source>Earlier versions…</source>
        <translation>이전 버전…</translation>
    </message>
    <message>
        <source>Fit graph</source>
        <translation>그래프 전체 보기</translation>
    </message>
    <message>
        <source>Fit selection</source>
        <translation>선택 영역 보기</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>그룹으로 묶기</translation>
    </message>
    <message>
        <source>Keys…</source>
        <translation>단축키…</translation>
    </message>
    <message>
        <source>Labels…</source>
        <translation>라벨…</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>왼쪽</translation>
    </message>
    <message>
        <source>Middle</source>
        <translation>세로 가운데</translation>
    </message>
    <message>
        <source>Minimap</source>
        <translation>미니맵</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>끄기</translation>
    </message>
    <message>
        <source>New…</source>
        <translation>새로 만들기…</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>아직 없음</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>최근 파일 열기</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>열기…</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>패널</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>붙여넣기</translation>
    </message>
    <message>
        <source>Picture on full screen</source>
        <translation>영상 전체 화면</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>끝내기</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>다시 실행</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>보고서…</translation>
    </message>
    <message>
        <source>Revert to saved</source>
        <translation>저장된 상태로 되돌리기</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>오른쪽</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>다른 이름으로 저장…</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>영상 저장</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>모두 선택</translation>
    </message>
    <message>
        <source>Simple mode</source>
        <translation>간편 모드</translation>
    </message>
    <message>
        <source>Spread across</source>
        <translation>가로 간격 같게</translation>
    </message>
    <message>
        <source>Spread down</source>
        <translation>세로 간격 같게</translation>
    </message>
    <message>
        <source>Tidy up</source>
        <translation>자동 정렬</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>위쪽</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Ungroup</source>
        <translation>그룹 해제</translation>
    </message>
</context>
<context>
    <name>Minimap</name>
    <message>
        <source>Click or drag to look at another part of the canvas.</source>
        <translation>클릭하거나 끌어서 캔버스의 다른 부분을 봅니다.</translation>
    </message>
    <message>
        <source>Minimap</source>
        <translation>미니맵</translation>
    </message>
</context>
<context>
    <name>ModelSteps</name>
    <message>
        <source>A network of your own</source>
        <translation>나만의 신경망</translation>
    </message>
    <message>
        <source>A small network learns from these marks to find you, and only you.</source>
        <translation>작은 신경망이 이 라벨로 나를, 오직 나만을 찾는 법을 학습합니다.</translation>
    </message>
    <message>
        <source>Back to the picture</source>
        <translation>영상으로 돌아가기</translation>
    </message>
    <message>
        <source>Check the labels</source>
        <translation>라벨 확인</translation>
    </message>
    <message>
        <source>Choose a video of you</source>
        <translation>내가 나오는 동영상 선택</translation>
    </message>
    <message>
        <source>Convert</source>
        <translation>변환</translation>
    </message>
    <message>
        <source>Do all the rest</source>
        <translation>나머지 모두 실행</translation>
    </message>
    <message>
        <source>From a video…</source>
        <translation>동영상에서…</translation>
    </message>
    <message>
        <source>Go live</source>
        <translation>라이브 적용</translation>
    </message>
    <message>
        <source>Graphics card: {name}.</source>
        <translation>그래픽 카드: {name}.</translation>
    </message>
    <message>
        <source>How good it is against the networks that come with the program, honestly.</source>
        <translation>프로그램에 포함된 신경망과 비교해 얼마나 좋은지 있는 그대로 보여 줍니다.</translation>
    </message>
    <message>
        <source>How long to train</source>
        <translation>학습 길이</translation>
    </message>
    <message>
        <source>It is made fast for the machine that you stream with, and installed.</source>
        <translation>방송하는 컴퓨터에 맞게 빠르게 변환하고 설치합니다.</translation>
    </message>
    <message>
        <source>Judge</source>
        <translation>평가</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>라벨링</translation>
    </message>
    <message>
        <source>Label, filter, train, convert and judge, one after the other</source>
        <translation>라벨링, 선별, 학습, 변환, 평가를 차례로 실행합니다</translation>
    </message>
    <message>
        <source>Large networks look at chosen pictures and mark where you are.</source>
        <translation>큰 신경망이 고른 화면을 보고 인물의 위치를 표시합니다.</translation>
    </message>
    <message>
        <source>Look…</source>
        <translation>보기…</translation>
    </message>
    <message>
        <source>No graphics card that can compute was found here: small networks label, and a quick training takes up to ten minutes. The result is good, and better still from a machine with such a card.</source>
        <translation>계산에 쓸 수 있는 그래픽 카드가 없습니다. 작은 신경망이 라벨링하며, 빠른 학습은 최대 10분이 걸립니다. 결과는 좋은 편이고, 그래픽 카드가 있는 컴퓨터에서는 더 좋아집니다.</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>촬영</translation>
    </message>
    <message>
        <source>Record…</source>
        <translation>촬영…</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>평가 보고서</translation>
    </message>
    <message>
        <source>Ten minutes of you in your room, and a picture of the room without you. Nothing leaves this machine.</source>
        <translation>방에 있는 내 모습 10분과 내가 없는 방의 이미지를 촬영합니다. 아무것도 이 컴퓨터 밖으로 나가지 않습니다.</translation>
    </message>
    <message>
        <source>The live graph takes your own network as soon as there is one.</source>
        <translation>나만의 신경망이 생기면 라이브 그래프가 바로 사용합니다.</translation>
    </message>
    <message>
        <source>The networks that come with the program have never seen you. One that has learned you and your room cuts you out more cleanly and costs less.</source>
        <translation>프로그램에 들어 있는 신경망은 나를 본 적이 없습니다. 나와 내 방을 학습한 신경망은 더 깨끗하게 오려 내고 부담도 적습니다.</translation>
    </message>
    <message>
        <source>This needs packages that are not installed: {command}</source>
        <translation>설치되지 않은 패키지가 필요합니다: {command}</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Videos ({kinds})</source>
        <translation>동영상 ({kinds})</translation>
    </message>
    <message>
        <source>What looks wrong is left out by itself. A look at it makes the network better.</source>
        <translation>잘못되어 보이는 라벨은 자동으로 제외됩니다. 직접 확인하면 신경망이 더 좋아집니다.</translation>
    </message>
    <message>
        <source>Without a graphics card small networks do it; for this recording that takes about {count} min.</source>
        <translation>그래픽 카드가 없으면 작은 신경망이 라벨링하며, 이 촬영에는 약 {count}분이 걸립니다.</translation>
    </message>
</context>
<context>
    <name>NetworkRow</name>
    <message>
        <source>Chosen</source>
        <translation>선택됨</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>사용</translation>
    </message>
</context>
<context>
    <name>NetworkSection</name>
    <message>
        <source>A network of your own, as an ONNX file with its card</source>
        <translation>직접 만든 신경망. 모델 카드가 딸린 ONNX 파일입니다</translation>
    </message>
    <message>
        <source>Asked for: {}</source>
        <translation>요청한 것: {}</translation>
    </message>
    <message>
        <source>Choose a network</source>
        <translation>신경망 선택</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>파일에서 선택…</translation>
    </message>
    <message>
        <source>It is not running.</source>
        <translation>실행 중이 아닙니다.</translation>
    </message>
    <message>
        <source>Look through the folders again</source>
        <translation>폴더 다시 검색</translation>
    </message>
    <message>
        <source>Looking for networks…</source>
        <translation>신경망을 찾는 중…</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>신경망</translation>
    </message>
    <message>
        <source>Networks (*.onnx)</source>
        <translation>신경망 (*.onnx)</translation>
    </message>
    <message>
        <source>No network runs.</source>
        <translation>실행 중인 신경망이 없습니다.</translation>
    </message>
    <message>
        <source>Not possible</source>
        <translation>사용할 수 없음</translation>
    </message>
    <message>
        <source>Now: {}</source>
        <translation>현재: {}</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>실행 중</translation>
    </message>
    <message>
        <source>Setting up…</source>
        <translation>준비하는 중…</translation>
    </message>
    <message>
        <source>The best there is</source>
        <translation>가장 좋은 것</translation>
    </message>
    <message>
        <source>There is no network for this on this machine.</source>
        <translation>이 컴퓨터에는 이 작업에 쓸 신경망이 없습니다.</translation>
    </message>
    <message>
        <source>the best there is</source>
        <translation>가장 좋은 것</translation>
    </message>
</context>
<context>
    <name>NodePage</name>
    <message>
        <source>Figures</source>
        <translation>수치</translation>
    </message>
</context>
<context>
    <name>Outside</name>
    <message>
        <source>Another program changed “{name}”, and it cannot be read any more.</source>
        <translation>다른 프로그램이 ‘{name}’ 파일을 바꾸어 더 이상 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>Another program changed “{name}”.</source>
        <translation>다른 프로그램이 ‘{name}’ 파일을 바꾸었습니다.</translation>
    </message>
    <message>
        <source>“{name}” was removed or renamed. Save to write it again.</source>
        <translation>‘{name}’ 파일이 삭제되었거나 이름이 바뀌었습니다. 저장하면 다시 만들어집니다.</translation>
    </message>
</context>
<context>
    <name>ParamRow</name>
    <message>
        <source>Back to the default</source>
        <translation>기본값으로 되돌리기</translation>
    </message>
    <message>
        <source>Back to the default: {}</source>
        <translation>기본값으로 되돌리기: {}</translation>
    </message>
    <message>
        <source>Different values</source>
        <translation>서로 다른 값</translation>
    </message>
    <message>
        <source>The node is set up anew when this changes.</source>
        <translation>값을 바꾸면 노드를 다시 준비합니다.</translation>
    </message>
    <message>
        <source>Unit: {}</source>
        <translation>단위: {}</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>비어 있음</translation>
    </message>
    <message>
        <source>off</source>
        <translation>끔</translation>
    </message>
    <message>
        <source>on</source>
        <translation>켬</translation>
    </message>
</context>
<context>
    <name>ProblemsPanel</name>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Copy the selected problems, or all</source>
        <translation>선택한 문제 또는 전체를 복사합니다</translation>
    </message>
    <message>
        <source>Errors: {count}</source>
        <translation>오류: {count}</translation>
    </message>
    <message>
        <source>Nothing is wrong.</source>
        <translation>문제가 없습니다.</translation>
    </message>
    <message>
        <source>Warnings: {count}</source>
        <translation>경고: {count}</translation>
    </message>
</context>
<context>
    <name>ProfileMenu</name>
    <message>
        <source>A job works with it.</source>
        <translation>작업이 사용 중입니다.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Copy “{name}”</source>
        <translation>‘{name}’ 복사</translation>
    </message>
    <message>
        <source>Copy…</source>
        <translation>복사…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Delete the profile “{name}”?</source>
        <translation>‘{name}’ 프로필을 삭제합니까?</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>삭제…</translation>
    </message>
    <message>
        <source>It goes to the folder “trash” of the data folder, with all that it has.</source>
        <translation>프로필의 모든 내용이 데이터 폴더의 ‘trash’ 폴더로 옮겨집니다.</translation>
    </message>
    <message>
        <source>MUSE Nodes</source>
        <translation>MUSE Nodes</translation>
    </message>
    <message>
        <source>New profile</source>
        <translation>새 프로필</translation>
    </message>
    <message>
        <source>New profile…</source>
        <translation>새 프로필…</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>확인</translation>
    </message>
    <message>
        <source>One for each angle of the camera.</source>
        <translation>카메라 각도마다 하나씩 만듭니다.</translation>
    </message>
    <message>
        <source>Open its folder</source>
        <translation>폴더 열기</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>프로필</translation>
    </message>
    <message>
        <source>Rename “{name}”</source>
        <translation>‘{name}’ 이름 바꾸기</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>이름 바꾸기…</translation>
    </message>
    <message>
        <source>The copy has all that it has: recordings and networks.</source>
        <translation>촬영과 신경망까지 모두 복사합니다.</translation>
    </message>
</context>
<context>
    <name>Questions</name>
    <message>
        <source>A graph is running. End it?</source>
        <translation>그래프가 실행 중입니다. 끝냅니까?</translation>
    </message>
    <message>
        <source>A job is running. End it?</source>
        <translation>작업이 진행 중입니다. 끝냅니까?</translation>
    </message>
    <message>
        <source>Another program changed “{name}”. Save over it?</source>
        <translation>다른 프로그램이 ‘{name}’ 파일을 바꾸었습니다. 덮어쓰시겠습니까?</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>저장 안 함</translation>
    </message>
    <message>
        <source>End it and close</source>
        <translation>끝내고 닫기</translation>
    </message>
    <message>
        <source>End it and go on</source>
        <translation>끝내고 계속</translation>
    </message>
    <message>
        <source>Go back to the saved “{name}”?</source>
        <translation>저장된 ‘{name}’ 파일로 되돌리시겠습니까?</translation>
    </message>
    <message>
        <source>If you do not save them, they are lost.</source>
        <translation>저장하지 않으면 변경 내용이 사라집니다.</translation>
    </message>
    <message>
        <source>Insert</source>
        <translation>삽입</translation>
    </message>
    <message>
        <source>It can be opened, or put into the graph that is open.</source>
        <translation>새로 열거나, 열려 있는 그래프에 삽입할 수 있습니다.</translation>
    </message>
    <message>
        <source>MUSE Nodes</source>
        <translation>MUSE Nodes</translation>
    </message>
    <message>
        <source>Only one can run at a time. Yours comes back when you leave the steps.</source>
        <translation>한 번에 하나만 실행할 수 있습니다. 단계를 벗어나면 원래 그래프로 돌아옵니다.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Overwrite</source>
        <translation>덮어쓰기</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>되돌리기</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>다른 이름으로 저장…</translation>
    </message>
    <message>
        <source>Save the changes to “{name}”?</source>
        <translation>‘{name}’의 변경 내용을 저장하시겠습니까?</translation>
    </message>
    <message>
        <source>The changes since then are lost.</source>
        <translation>그 이후의 변경 내용이 사라집니다.</translation>
    </message>
    <message>
        <source>What it has done is kept: the next run goes on there.</source>
        <translation>끝난 부분은 보존되며, 다음 실행은 그 지점부터 이어집니다.</translation>
    </message>
    <message>
        <source>What it holds now is kept among the earlier versions.</source>
        <translation>지금 들어 있는 내용은 이전 버전으로 보관됩니다.</translation>
    </message>
    <message>
        <source>What should become of “{name}”?</source>
        <translation>‘{name}’ 파일을 어떻게 하시겠습니까?</translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>A second person is visible, {percent} % as large as the first.</source>
        <translation>다른 사람이 보입니다. 크기는 첫 번째 인물의 {percent} %입니다.</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>승인됨</translation>
    </message>
    <message>
        <source>Accepted by you</source>
        <translation>직접 승인함</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>읽을 수 없음</translation>
    </message>
    <message>
        <source>Darkness</source>
        <translation>어두움</translation>
    </message>
    <message>
        <source>Empty matte</source>
        <translation>빈 매트</translation>
    </message>
    <message>
        <source>Flicker</source>
        <translation>깜박임</translation>
    </message>
    <message>
        <source>Frame {number}, {time} s</source>
        <translation>프레임 {number}, {time}초</translation>
    </message>
    <message>
        <source>Holes</source>
        <translation>구멍</translation>
    </message>
    <message>
        <source>Jump of the area</source>
        <translation>크기 급변</translation>
    </message>
    <message>
        <source>Jump of the place</source>
        <translation>위치 급변</translation>
    </message>
    <message>
        <source>Looks like the room</source>
        <translation>방과 비슷함</translation>
    </message>
    <message>
        <source>Loose parts</source>
        <translation>떨어진 조각</translation>
    </message>
    <message>
        <source>Lost sharpness</source>
        <translation>선명도 손실</translation>
    </message>
    <message>
        <source>Points beside the matte</source>
        <translation>매트 밖 키포인트</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>제외됨</translation>
    </message>
    <message>
        <source>Rejected by you</source>
        <translation>직접 제외함</translation>
    </message>
    <message>
        <source>Second person</source>
        <translation>다른 사람</translation>
    </message>
    <message>
        <source>Somebody is labelled, but the matte is empty.</source>
        <translation>인물로 라벨이 지정되었지만 매트가 비어 있습니다.</translation>
    </message>
    <message>
        <source>Teachers disagree</source>
        <translation>교사 불일치</translation>
    </message>
    <message>
        <source>The key points are uncertain by {percent} % of the person&apos;s size.</source>
        <translation>키포인트의 오차 범위가 인물 크기의 {percent} %입니다.</translation>
    </message>
    <message>
        <source>The labeller did not accept it.</source>
        <translation>라벨링 단계에서 승인하지 않았습니다.</translation>
    </message>
    <message>
        <source>The matte is {percent} % larger or smaller than just before and after.</source>
        <translation>매트의 크기가 바로 앞뒤 프레임과 {percent} % 다릅니다.</translation>
    </message>
    <message>
        <source>The matte jumps away by {percent} % of the person&apos;s size and back again.</source>
        <translation>매트가 인물 크기의 {percent} %만큼 튀었다가 돌아옵니다.</translation>
    </message>
    <message>
        <source>The mattes before and after contradict {percent} % of this one, where the picture has not changed.</source>
        <translation>화면이 변하지 않은 곳에서 앞뒤 프레임의 매트가 이 매트의 {percent} %와 어긋납니다.</translation>
    </message>
    <message>
        <source>The picture is almost black.</source>
        <translation>화면이 거의 검은색입니다.</translation>
    </message>
    <message>
        <source>The picture or its matte cannot be read.</source>
        <translation>화면이나 매트를 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>The teachers disagree about {percent} % of the person.</source>
        <translation>인물의 {percent} %에 대해 교사 신경망의 판단이 서로 다릅니다.</translation>
    </message>
    <message>
        <source>To be labelled again</source>
        <translation>다시 라벨링 예정</translation>
    </message>
    <message>
        <source>Uncertain points</source>
        <translation>불확실한 키포인트</translation>
    </message>
    <message>
        <source>{percent} % of the key points lie beside the matte.</source>
        <translation>키포인트의 {percent} %가 매트 밖에 있습니다.</translation>
    </message>
    <message>
        <source>{percent} % of the matte are loose parts.</source>
        <translation>매트의 {percent} %가 떨어져 있는 조각입니다.</translation>
    </message>
    <message>
        <source>{percent} % of the matte look like the empty room.</source>
        <translation>매트의 {percent} %가 빈 방처럼 보입니다.</translation>
    </message>
    <message>
        <source>{percent} % of the person is missing in holes of the matte.</source>
        <translation>매트의 구멍 때문에 인물의 {percent} %가 빠져 있습니다.</translation>
    </message>
    <message>
        <source>{percent} % of the room&apos;s usual sharpness is lost.</source>
        <translation>방의 평소 선명도 중 {percent} %가 사라졌습니다.</translation>
    </message>
</context>
<context>
    <name>RecordingBar</name>
    <message>
        <source>Back to the steps</source>
        <translation>단계로 돌아가기</translation>
    </message>
    <message>
        <source>End the recording and keep it (Q)</source>
        <translation>촬영을 끝내고 보존합니다 (Q)</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>마치기</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>준비 중…</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>촬영</translation>
    </message>
    <message>
        <source>Start the camera</source>
        <translation>카메라 시작</translation>
    </message>
    <message>
        <source>Start the camera and follow what stands on the picture.</source>
        <translation>카메라를 시작하고 화면에 표시되는 안내를 따르십시오.</translation>
    </message>
    <message>
        <source>What you did is being kept…</source>
        <translation>촬영을 저장하는 중…</translation>
    </message>
</context>
<context>
    <name>RecoveryDialog</name>
    <message>
        <source>Decide later</source>
        <translation>나중에 결정</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>버리기</translation>
    </message>
    <message>
        <source>It was never saved to a file.</source>
        <translation>파일로 저장한 적이 없습니다.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>복구</translation>
    </message>
    <message>
        <source>The program ended before this was saved. It is kept until you decide.</source>
        <translation>저장하기 전에 프로그램이 종료되었습니다. 결정할 때까지 보관됩니다.</translation>
    </message>
    <message>
        <source>Unsaved work was found</source>
        <translation>저장하지 않은 작업 발견</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>제목 없음</translation>
    </message>
</context>
<context>
    <name>ReportPage</name>
    <message>
        <source>How it was judged</source>
        <translation>평가 방법</translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation>브라우저에서 열기</translation>
    </message>
    <message>
        <source>Open the graph that makes it</source>
        <translation>보고서를 만드는 그래프 열기</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>프로필</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>다시 읽기</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>읽는 중…</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>보고서</translation>
    </message>
    <message>
        <source>The whole report, with curves and key points</source>
        <translation>곡선과 관절까지 모두 있는 보고서입니다</translation>
    </message>
    <message>
        <source>There is no profile yet. Record yourself first.</source>
        <translation>아직 프로필이 없습니다. 먼저 자신을 녹화하십시오.</translation>
    </message>
    <message>
        <source>There is no report on the personal model of &apos;{name}&apos; yet.</source>
        <translation>‘{name}’의 개인 모델에 대한 보고서가 아직 없습니다.</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>Accept</source>
        <translation>승인</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>승인됨</translation>
    </message>
    <message>
        <source>All</source>
        <translation>모두</translation>
    </message>
    <message>
        <source>As found</source>
        <translation>필터 판단대로</translation>
    </message>
    <message>
        <source>Contact sheet</source>
        <translation>라벨 모아보기</translation>
    </message>
    <message>
        <source>Label again</source>
        <translation>다시 라벨링</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>라벨</translation>
    </message>
    <message>
        <source>Leave the selected frames out</source>
        <translation>선택한 프레임을 학습에서 제외합니다</translation>
    </message>
    <message>
        <source>Leave them out until the labelling step, with another teacher or other settings, has found something else</source>
        <translation>다른 교사나 다른 설정으로 라벨링하여 결과가 바뀔 때까지 제외합니다</translation>
    </message>
    <message>
        <source>Open the page of all labels in the browser</source>
        <translation>모든 라벨이 담긴 페이지를 브라우저에서 엽니다</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>다시 읽기</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>읽는 중…</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>제외</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>제외됨</translation>
    </message>
    <message>
        <source>Take back what you said: the filter&apos;s word counts</source>
        <translation>직접 내린 판단을 지우고 필터의 판단을 따릅니다</translation>
    </message>
    <message>
        <source>Take the last step back</source>
        <translation>마지막 작업을 되돌립니다</translation>
    </message>
    <message>
        <source>There are no such frames.</source>
        <translation>해당하는 프레임이 없습니다.</translation>
    </message>
    <message>
        <source>This profile has no labelled session yet.
Record one, and run the labelling step.</source>
        <translation>이 프로필에는 아직 라벨이 있는 세션이 없습니다.
촬영한 다음 라벨링 단계를 실행하십시오.</translation>
    </message>
    <message>
        <source>To label again</source>
        <translation>다시 라벨링</translation>
    </message>
    <message>
        <source>Train on the selected frames, whatever the filter found</source>
        <translation>필터의 판단과 관계없이 선택한 프레임을 학습에 사용합니다</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
</context>
<context>
    <name>RunBar</name>
    <message>
        <source>95 % ms</source>
        <translation>95% ms</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>자동</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Cancelled; what is done is kept</source>
        <translation>취소됨, 끝난 부분은 보존됨</translation>
    </message>
    <message>
        <source>Delay ms</source>
        <translation>지연 ms</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>장치</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>Done: {made}</source>
        <translation>완료: {made}</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>드롭</translation>
    </message>
    <message>
        <source>Edits are not live: {why}</source>
        <translation>편집 내용이 적용되지 않고 있습니다: {why}</translation>
    </message>
    <message>
        <source>FPS</source>
        <translation>FPS</translation>
    </message>
    <message>
        <source>From the camera to the output half of the pictures take less than {p50} ms, and 95 of 100 less than {p95} ms.
For sound in time set an audio offset of {offset} ms in OBS.</source>
        <translation>카메라에서 출력까지 프레임의 절반은 {p50} ms, 95%는 {p95} ms 안에 도착합니다.
소리를 맞추려면 OBS에서 오디오 동기화 오프셋을 {offset} ms로 설정하십시오.</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>Load of the graphics card by all programs.</source>
        <translation>모든 프로그램의 그래픽 카드 사용률.</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>메모리</translation>
    </message>
    <message>
        <source>Memory that this program uses.</source>
        <translation>이 프로그램이 사용하는 메모리.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>일시 정지됨</translation>
    </message>
    <message>
        <source>Pictures of the source that came too fast to be used.</source>
        <translation>너무 빨리 들어와 처리하지 못하고 드롭된 프레임.</translation>
    </message>
    <message>
        <source>Pictures per second that come out.</source>
        <translation>초당 출력되는 프레임 수.</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>프로필</translation>
    </message>
    <message>
        <source>Profile: one angle of the camera with its room and its models.</source>
        <translation>프로필. 하나의 카메라 구도와 그에 맞는 방, 모델의 묶음입니다.</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>실행 중</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>시작하는 중…</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>정지됨</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>정지하는 중…</translation>
    </message>
    <message>
        <source>The slate is shown</source>
        <translation>대체 화면 표시 중</translation>
    </message>
    <message>
        <source>This version has no GPU device yet: it runs on the CPU.</source>
        <translation>이 버전은 아직 GPU를 지원하지 않아 CPU에서 실행됩니다.</translation>
    </message>
    <message>
        <source>Where the graph runs, from the next start of the program on.</source>
        <translation>그래프를 실행할 장치. 프로그램을 다시 시작하면 적용됩니다.</translation>
    </message>
    <message>
        <source>Work of this program on all {count} cores.</source>
        <translation>코어 {count}개 전체에 대한 이 프로그램의 사용률.</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>작업 중…</translation>
    </message>
</context>
<context>
    <name>RunCommands</name>
    <message>
        <source>Cancel the task; what it has done is kept</source>
        <translation>작업을 취소합니다. 끝난 부분은 보존됩니다</translation>
    </message>
    <message>
        <source>End the run</source>
        <translation>실행을 끝냅니다</translation>
    </message>
    <message>
        <source>End the stream; the tasks of the graph follow</source>
        <translation>스트림을 끝냅니다. 그래프의 작업이 이어집니다</translation>
    </message>
    <message>
        <source>Let one frame through</source>
        <translation>한 프레임만 처리합니다</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Run the graph, or pause it</source>
        <translation>그래프를 실행하거나 일시 정지합니다</translation>
    </message>
    <message>
        <source>Show the slate instead of the picture, everywhere, at once</source>
        <translation>모든 출력에 즉시 영상 대신 대체 화면을 내보냅니다</translation>
    </message>
    <message>
        <source>Slate</source>
        <translation>대체 화면</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>한 프레임</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>정지</translation>
    </message>
</context>
<context>
    <name>SamplesView</name>
    <message>
        <source>Pictures</source>
        <translation>이미지</translation>
    </message>
</context>
<context>
    <name>Saver</name>
    <message>
        <source>The picture could not be saved: {0}</source>
        <translation>이미지를 저장하지 못했습니다: {0}</translation>
    </message>
    <message>
        <source>The picture could not be taken: {0}</source>
        <translation>화면을 캡처하지 못했습니다: {0}</translation>
    </message>
    <message>
        <source>The run was over before the picture could be taken.</source>
        <translation>화면을 캡처하기 전에 실행이 끝났습니다.</translation>
    </message>
    <message>
        <source>There is no picture to save yet. Press Run first.</source>
        <translation>아직 저장할 영상이 없습니다. 먼저 실행을 누르십시오.</translation>
    </message>
    <message>
        <source>What &apos;{0}&apos; gives is no picture. Show a wire that carries pictures.</source>
        <translation>‘{0}’의 출력은 영상이 아닙니다. 영상을 전달하는 연결선을 표시하십시오.</translation>
    </message>
</context>
<context>
    <name>Saving</name>
    <message>
        <source>Choose another folder.</source>
        <translation>다른 폴더를 선택하십시오.</translation>
    </message>
    <message>
        <source>Nothing can be saved in &apos;{0}&apos;: {1}.</source>
        <translation>‘{0}’ 폴더에 저장할 수 없습니다: {1}.</translation>
    </message>
</context>
<context>
    <name>SearchPopup</name>
    <message>
        <source>Enter adds, Esc closes</source>
        <translation>Enter로 추가, Esc로 닫기</translation>
    </message>
    <message>
        <source>No node is called that.</source>
        <translation>그런 이름의 노드가 없습니다.</translation>
    </message>
    <message>
        <source>Nodes found</source>
        <translation>찾은 노드</translation>
    </message>
    <message>
        <source>Nodes that give a {kind}</source>
        <translation>{kind} 출력이 있는 노드</translation>
    </message>
    <message>
        <source>Nodes that take a {kind}</source>
        <translation>{kind} 입력이 있는 노드</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>최근 항목</translation>
    </message>
    <message>
        <source>Search nodes</source>
        <translation>노드 검색</translation>
    </message>
</context>
<context>
    <name>ShapePanel</name>
    <message>
        <source>All together</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>Every slider of the shape back to its default</source>
        <translation>체형 슬라이더를 모두 기본값으로 되돌립니다</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>모두 초기화</translation>
    </message>
    <message>
        <source>This graph does not change your shape: it has no Warp in it.</source>
        <translation>이 그래프에는 워프 노드가 없어 체형을 바꾸지 않습니다.</translation>
    </message>
</context>
<context>
    <name>Shelf</name>
    <message>
        <source>Profile</source>
        <translation>프로필</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>세션</translation>
    </message>
</context>
<context>
    <name>SimpleMode</name>
    <message>
        <source>A network of your own</source>
        <translation>나만의 신경망</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>배경</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>카메라</translation>
    </message>
    <message>
        <source>Name of the graph</source>
        <translation>그래프 이름</translation>
    </message>
    <message>
        <source>Profile: one angle of the camera with its room and its models.</source>
        <translation>프로필. 하나의 카메라 구도와 그에 맞는 방, 모델의 묶음입니다.</translation>
    </message>
    <message>
        <source>Profile: {name}</source>
        <translation>프로필: {name}</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>다시 실행</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>체형</translation>
    </message>
    <message>
        <source>Show the graph</source>
        <translation>그래프 보기</translation>
    </message>
    <message>
        <source>The name of what you see here: click to change it</source>
        <translation>지금 보이는 설정의 이름입니다. 클릭하면 바꿀 수 있습니다</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
</context>
<context>
    <name>StepCard</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Look…</source>
        <translation>보기…</translation>
    </message>
    <message>
        <source>Not part of this version</source>
        <translation>이 버전에 없음</translation>
    </message>
    <message>
        <source>Open its graph, to look at it or to change it</source>
        <translation>그래프를 열어 보거나 바꿉니다</translation>
    </message>
    <message>
        <source>Open: {step}</source>
        <translation>열기: {step}</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>진행률</translation>
    </message>
    <message>
        <source>Something else runs just now.</source>
        <translation>다른 것이 실행 중입니다.</translation>
    </message>
    <message>
        <source>This comes next</source>
        <translation>다음 단계</translation>
    </message>
    <message>
        <source>Under way</source>
        <translation>진행 중</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>A newer one is trained and not installed.</source>
        <translation>더 새로 학습한 신경망이 아직 설치되지 않았습니다.</translation>
    </message>
    <message>
        <source>Convert a network first.</source>
        <translation>먼저 신경망을 변환하십시오.</translation>
    </message>
    <message>
        <source>Error on frames it has never seen: {error} %.</source>
        <translation>처음 보는 프레임에서의 오차: {error} %.</translation>
    </message>
    <message>
        <source>Frames labelled: {count}.</source>
        <translation>라벨링한 프레임: {count}.</translation>
    </message>
    <message>
        <source>Installed {when}.</source>
        <translation>설치: {when}.</translation>
    </message>
    <message>
        <source>It cannot be said whether it is better.</source>
        <translation>더 좋은지 말할 수 없습니다.</translation>
    </message>
    <message>
        <source>It has no picture of the empty room.</source>
        <translation>빈 방의 이미지가 없습니다.</translation>
    </message>
    <message>
        <source>It is better in some things and worse in others.</source>
        <translation>더 나은 점도 있고 못한 점도 있습니다.</translation>
    </message>
    <message>
        <source>It is better than the others here.</source>
        <translation>여기서는 다른 신경망보다 좋습니다.</translation>
    </message>
    <message>
        <source>It is not better than the others here.</source>
        <translation>여기서는 다른 신경망보다 좋지 않습니다.</translation>
    </message>
    <message>
        <source>It was cut short and is used as far as it goes.</source>
        <translation>중간에 끊겼으며, 있는 만큼 사용합니다.</translation>
    </message>
    <message>
        <source>Label something first.</source>
        <translation>먼저 라벨링하십시오.</translation>
    </message>
    <message>
        <source>No labels to look at yet.</source>
        <translation>아직 확인할 라벨이 없습니다.</translation>
    </message>
    <message>
        <source>No recording yet.</source>
        <translation>아직 촬영이 없습니다.</translation>
    </message>
    <message>
        <source>No report yet.</source>
        <translation>아직 보고서가 없습니다.</translation>
    </message>
    <message>
        <source>Not installed yet.</source>
        <translation>아직 설치되지 않았습니다.</translation>
    </message>
    <message>
        <source>Not trained yet.</source>
        <translation>아직 학습하지 않았습니다.</translation>
    </message>
    <message>
        <source>Nothing to label yet.</source>
        <translation>아직 라벨링할 것이 없습니다.</translation>
    </message>
    <message>
        <source>Record something first.</source>
        <translation>먼저 촬영하십시오.</translation>
    </message>
    <message>
        <source>Recordings: {count}. The newest is of {when}, {length}.</source>
        <translation>촬영: {count}. 최근 촬영: {when}, {length}.</translation>
    </message>
    <message>
        <source>Report of {when}.</source>
        <translation>보고서: {when}.</translation>
    </message>
    <message>
        <source>The live graph runs with a general network until then.</source>
        <translation>그때까지 라이브 그래프는 범용 신경망으로 실행됩니다.</translation>
    </message>
    <message>
        <source>The live graph takes your own network.</source>
        <translation>라이브 그래프가 나만의 신경망을 사용합니다.</translation>
    </message>
    <message>
        <source>The network is newer than the report.</source>
        <translation>신경망이 보고서보다 새것입니다.</translation>
    </message>
    <message>
        <source>The newest recording is not labelled yet.</source>
        <translation>최근 촬영이 아직 라벨링되지 않았습니다.</translation>
    </message>
    <message>
        <source>There are newer labels.</source>
        <translation>더 새로운 라벨이 있습니다.</translation>
    </message>
    <message>
        <source>Train a network first.</source>
        <translation>먼저 신경망을 학습하십시오.</translation>
    </message>
    <message>
        <source>Trained {when}.</source>
        <translation>학습: {when}.</translation>
    </message>
    <message>
        <source>With an engine for the graphics card.</source>
        <translation>그래픽 카드용 엔진이 있습니다.</translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation>{count}분</translation>
    </message>
    <message>
        <source>{count} s</source>
        <translation>{count}초</translation>
    </message>
    <message>
        <source>{good} of {count} are good, {rejected} are left out.</source>
        <translation>{count}개 중 {good}개가 좋고, {rejected}개는 제외됩니다.</translation>
    </message>
</context>
<context>
    <name>Switches</name>
    <message>
        <source>Bypass</source>
        <translation>바이패스</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Give nothing; what cannot do without it rests, too</source>
        <translation>아무것도 내보내지 않습니다. 이 노드가 꼭 필요한 노드도 함께 쉽니다</translation>
    </message>
    <message>
        <source>Hand on what comes in, as if the node were not there</source>
        <translation>노드가 없는 것처럼 입력을 그대로 넘깁니다</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>끄기</translation>
    </message>
</context>
<context>
    <name>TaskBar</name>
    <message>
        <source>Progress of the task</source>
        <translation>작업 진행률</translation>
    </message>
</context>
<context>
    <name>TaskRows</name>
    <message>
        <source>Tasks</source>
        <translation>작업</translation>
    </message>
</context>
<context>
    <name>TemplateDialog</name>
    <message>
        <source>Create</source>
        <translation>만들기</translation>
    </message>
    <message>
        <source>Empty graph</source>
        <translation>빈 그래프</translation>
    </message>
    <message>
        <source>New graph</source>
        <translation>새 그래프</translation>
    </message>
    <message>
        <source>Nothing but the canvas.</source>
        <translation>캔버스만 있는 상태로 시작합니다.</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>템플릿</translation>
    </message>
    <message>
        <source>What would you like to begin with?</source>
        <translation>무엇으로 시작하시겠습니까?</translation>
    </message>
</context>
<context>
    <name>TimelinePanel</name>
    <message>
        <source>Edit</source>
        <translation>편집</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>고정</translation>
    </message>
    <message>
        <source>Hold the picture still</source>
        <translation>타임라인을 멈춰 둡니다</translation>
    </message>
    <message>
        <source>Record every call of every node, for a close look</source>
        <translation>자세히 살펴볼 수 있도록 모든 노드의 모든 호출을 기록합니다</translation>
    </message>
    <message>
        <source>Record trace</source>
        <translation>트레이스 기록</translation>
    </message>
    <message>
        <source>Save the trace</source>
        <translation>트레이스 저장</translation>
    </message>
    <message>
        <source>Save trace…</source>
        <translation>트레이스 저장…</translation>
    </message>
    <message>
        <source>Save what was recorded; ui.perfetto.dev opens it</source>
        <translation>기록한 내용을 저장합니다. ui.perfetto.dev에서 열 수 있습니다</translation>
    </message>
    <message>
        <source>Saved: {name}</source>
        <translation>저장됨: {name}</translation>
    </message>
    <message>
        <source>Trace (*.json)</source>
        <translation>트레이스 (*.json)</translation>
    </message>
</context>
<context>
    <name>TimelineView</name>
    <message>
        <source>95 %</source>
        <translation>95%</translation>
    </message>
    <message>
        <source>All nodes {ms} ms</source>
        <translation>전체 노드 {ms} ms</translation>
    </message>
    <message>
        <source>Budget of a frame: {ms} ms</source>
        <translation>프레임당 허용 시간: {ms} ms</translation>
    </message>
    <message>
        <source>Run the graph to see what its nodes cost.</source>
        <translation>그래프를 실행하면 노드별 처리 시간을 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Sources work beside the frames: they are listed, but not stacked.</source>
        <translation>소스는 프레임과 별도로 작동하므로 목록에만 표시하고 쌓아 그리지 않습니다.</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>타임라인</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>now</source>
        <translation>지금</translation>
    </message>
    <message>
        <source>{count} dropped</source>
        <translation>드롭 {count}</translation>
    </message>
    <message>
        <source>{count} s</source>
        <translation>{count}초</translation>
    </message>
    <message>
        <source>{fps} per second</source>
        <translation>초당 {fps}</translation>
    </message>
    <message>
        <source>{seconds} s ago</source>
        <translation>{seconds}초 전</translation>
    </message>
</context>
<context>
    <name>TitleField</name>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>메시지</translation>
    </message>
</context>
<context>
    <name>TroubleCard</name>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Copy it for whoever makes the node</source>
        <translation>노드 제작자에게 보낼 수 있도록 복사합니다</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>자세히</translation>
    </message>
    <message>
        <source>It failed before, and works again.</source>
        <translation>이전에 실패했지만 지금은 다시 작동합니다.</translation>
    </message>
</context>
<context>
    <name>TroubleLine</name>
    <message>
        <source>(and {count} more)</source>
        <translation>(외 {count}건)</translation>
    </message>
    <message>
        <source>All is well.</source>
        <translation>문제가 없습니다.</translation>
    </message>
    <message>
        <source>Ready. Press Run.</source>
        <translation>준비되었습니다. 실행을 누르십시오.</translation>
    </message>
    <message>
        <source>The slate is on: nobody sees you.</source>
        <translation>대체 화면이 켜져 있어 아무도 나를 볼 수 없습니다.</translation>
    </message>
</context>
<context>
    <name>Troubles</name>
    <message>
        <source>No picture goes out: {}</source>
        <translation>영상이 나가지 않습니다: {}</translation>
    </message>
</context>
<context>
    <name>TroublesBox</name>
    <message>
        <source>Dismiss</source>
        <translation>지우기</translation>
    </message>
    <message>
        <source>It works again: put away what happened.</source>
        <translation>다시 작동합니다. 지난 오류를 지웁니다.</translation>
    </message>
</context>
<context>
    <name>Trust</name>
    <message>
        <source>The node file {name} cannot be read: {error}</source>
        <translation>노드 파일 {name}을(를) 읽을 수 없습니다: {error}</translation>
    </message>
</context>
<context>
    <name>TrustDialog</name>
    <message>
        <source>Code of the file</source>
        <translation>파일의 코드</translation>
    </message>
    <message>
        <source>Do you trust “{name}”?</source>
        <translation>“{name}”을(를) 신뢰하십니까?</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>폴더</translation>
    </message>
    <message>
        <source>It is a program: it can do whatever you can do on this computer. Trust it only if you wrote it or know who did.</source>
        <translation>이 파일은 프로그램이므로 이 컴퓨터에서 사용자가 할 수 있는 모든 일을 할 수 있습니다. 직접 작성했거나 작성자를 아는 경우에만 신뢰하십시오.</translation>
    </message>
    <message>
        <source>Lines 1 to {last} of {count}</source>
        <translation>전체 {count}줄 중 1~{last}줄</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>나중에</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Trust a node file</source>
        <translation>노드 파일 신뢰</translation>
    </message>
    <message>
        <source>Trust this file</source>
        <translation>이 파일 신뢰</translation>
    </message>
</context>
<context>
    <name>VerdictCard</name>
    <message>
        <source>Session {session}: {frames} frames from {first} to {last} s</source>
        <translation>세션 {session}: {first}초부터 {last}초까지 {frames}프레임</translation>
    </message>
</context>
<context>
    <name>VersionsDialog</name>
    <message>
        <source>Compared with the graph that is open:</source>
        <translation>열려 있는 그래프와 비교:</translation>
    </message>
    <message>
        <source>Earlier versions</source>
        <translation>이전 버전</translation>
    </message>
    <message>
        <source>Earlier versions of {name}</source>
        <translation>{name}의 이전 버전</translation>
    </message>
    <message>
        <source>It is the same as the graph that is open.</source>
        <translation>열려 있는 그래프와 같습니다.</translation>
    </message>
    <message>
        <source>One is opened as a copy; the file stays as it is.</source>
        <translation>사본으로 열리며 파일은 그대로 유지됩니다.</translation>
    </message>
    <message>
        <source>Open a copy</source>
        <translation>사본 열기</translation>
    </message>
    <message>
        <source>This file was not saved by this program yet.</source>
        <translation>이 프로그램으로 저장한 적이 없는 파일입니다.</translation>
    </message>
</context>
<context>
    <name>Viewport</name>
    <message>
        <source>Back to the result</source>
        <translation>결과로 돌아가기</translation>
    </message>
    <message>
        <source>Back to the result (Esc)</source>
        <translation>결과로 돌아가기 (Esc)</translation>
    </message>
    <message>
        <source>Nothing new for {0} s</source>
        <translation>{0}초 동안 새 영상 없음</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>폴더 열기</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>일시 정지됨</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>영상</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>저장됨: {0}</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>정지됨</translation>
    </message>
    <message>
        <source>The picture is in the clipboard.</source>
        <translation>영상을 클립보드에 복사했습니다.</translation>
    </message>
    <message>
        <source>The stream is over; tasks are carried out</source>
        <translation>스트림이 끝나고 작업을 진행합니다</translation>
    </message>
    <message>
        <source>This is the graph before your last edit</source>
        <translation>마지막으로 편집하기 전의 그래프입니다</translation>
    </message>
    <message>
        <source>colour: direction, brightness: distance</source>
        <translation>색상: 방향, 밝기: 거리</translation>
    </message>
    <message>
        <source>{0} has failed; the rest goes on without it</source>
        <translation>{0} 노드가 실패했습니다. 나머지는 계속 실행됩니다</translation>
    </message>
    <message>
        <source>{0} holds the picture back: {1}</source>
        <translation>{0} 노드가 영상을 막고 있습니다: {1}</translation>
    </message>
    <message>
        <source>{0} px right, {1} px down</source>
        <translation>오른쪽 {0} px, 아래 {1} px</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Check this machine</source>
        <translation>이 컴퓨터 점검</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>속성</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>라벨</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>라이브러리</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>문제</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>보고서</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>타임라인</translation>
    </message>
</context>
<context>
    <name>_List</name>
    <message>
        <source>Problems</source>
        <translation>문제</translation>
    </message>
</context>
<context>
    <name>nodes</name>
    <message>
        <source>&quot;room&quot; gives nothing, which lets Composite show the live room. &quot;transparent&quot; is black and means something only where the alpha of the composite is used.</source>
        <translation>‘방’은 아무것도 내보내지 않으므로 레이어 합성 노드가 실제 방을 그대로 보여 줍니다. ‘투명’은 검은색이며, 합성 결과의 알파를 사용하는 곳에서만 의미가 있습니다.</translation>
    </message>
    <message>
        <source>%</source>
        <comment>unit</comment>
        <translation>%</translation>
    </message>
    <message>
        <source>% of the height</source>
        <comment>unit</comment>
        <translation>% (높이 기준)</translation>
    </message>
    <message>
        <source>.mp4, .mkv, .mov, .webm, .png or a folder.</source>
        <translation>.mp4, .mkv, .mov, .webm, .png 또는 폴더.</translation>
    </message>
    <message>
        <source>0 = as the camera likes.</source>
        <translation>0이면 카메라가 정합니다.</translation>
    </message>
    <message>
        <source>0 allows twice as much as 0.5 does, 1 half as much.</source>
        <translation>0은 0.5보다 두 배 너그럽고, 1은 절반만 허용합니다.</translation>
    </message>
    <message>
        <source>0 takes each result as it is, 1 is the steadiest and the slowest.</source>
        <translation>0이면 결과를 그대로 쓰고, 1이면 가장 안정적이지만 반응이 가장 느립니다.</translation>
    </message>
    <message>
        <source>1 = nothing shines through.</source>
        <translation>1이면 아래가 전혀 비치지 않습니다.</translation>
    </message>
    <message>
        <source>478 points on the face: eyes, irises, lips, outline. Nobody without its network.</source>
        <translation>눈, 홍채, 입술, 윤곽 등 얼굴의 키포인트 478개를 찾습니다. 신경망이 없으면 아무도 없는 것으로 봅니다.</translation>
    </message>
    <message>
        <source>80 looks like the source.</source>
        <translation>80이면 원본과 구별하기 어렵습니다.</translation>
    </message>
    <message>
        <source>93 cannot be told from the source.</source>
        <translation>93이면 원본과 구별할 수 없습니다.</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>A .pth file that training wrote; empty for the profile&apos;s newest.</source>
        <translation>학습이 저장한 .pth 파일. 비워 두면 프로필에서 가장 최근에 학습한 것을 사용합니다.</translation>
    </message>
    <message>
        <source>A .pth file to begin with: a student, or MobileNetV3-small from ImageNet.</source>
        <translation>학습을 시작할 .pth 파일. 학생 신경망이나 ImageNet의 MobileNetV3-small을 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>A camera that gives the very same picture so long is opened again; 0 = never.</source>
        <translation>이 시간 동안 완전히 같은 영상만 보내는 카메라는 다시 엽니다. 0이면 다시 열지 않습니다.</translation>
    </message>
    <message>
        <source>A camera, or a video file or the demo scene in its place.</source>
        <translation>카메라 영상을 가져옵니다. 카메라 대신 동영상 파일이나 데모 장면도 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>A drawn room with a moving figure, with its exact matte, pose and empty room.</source>
        <translation>움직이는 인물이 있는 그려진 방을 정확한 매트, 포즈, 빈 방과 함께 내보냅니다.</translation>
    </message>
    <message>
        <source>A file whose sound is copied.</source>
        <translation>소리를 복사해 올 파일.</translation>
    </message>
    <message>
        <source>A folder with VitMatte for soft edges; empty for guided matting.</source>
        <translation>부드러운 가장자리를 만드는 VitMatte가 있는 폴더. 비워 두면 가이드 매팅을 사용합니다.</translation>
    </message>
    <message>
        <source>A folder with pictures of rooms to put the person into; empty: the bundled ones.</source>
        <translation>인물을 넣어 볼 방 이미지가 있는 폴더. 비워 두면 프로그램에 포함된 이미지를 사용합니다.</translation>
    </message>
    <message>
        <source>A labelled session.</source>
        <translation>라벨이 있는 세션입니다.</translation>
    </message>
    <message>
        <source>A network of your own</source>
        <translation>나만의 신경망</translation>
    </message>
    <message>
        <source>A number to steer other nodes with.</source>
        <translation>다른 노드를 제어할 숫자입니다.</translation>
    </message>
    <message>
        <source>A picture for when nothing else may be seen; empty = ours.</source>
        <translation>다른 어떤 것도 보여서는 안 될 때 내보낼 이미지. 비워 두면 기본 화면을 사용합니다.</translation>
    </message>
    <message>
        <source>A picture of the empty room to start from.</source>
        <translation>시작점으로 쓸 빈 방의 이미지.</translation>
    </message>
    <message>
        <source>A picture of the room without the person, same camera.</source>
        <translation>같은 카메라로 찍은, 인물이 없는 방의 이미지.</translation>
    </message>
    <message>
        <source>A picture of the room without you, by the same camera; may be left out.</source>
        <translation>같은 카메라로 찍은, 내가 없는 방의 이미지. 없어도 됩니다.</translation>
    </message>
    <message>
        <source>A recorded session of a profile, by its name or the newest one.</source>
        <translation>프로필의 촬영 세션을 이름으로 고르거나 가장 최근 것을 가져옵니다.</translation>
    </message>
    <message>
        <source>A small picture in a corner or anywhere, cut to a rectangle or a circle.</source>
        <translation>작은 화면을 모서리나 원하는 위치에 사각형 또는 원형으로 띄웁니다.</translation>
    </message>
    <message>
        <source>A still picture: a background, a logo, or a test for a whole graph.</source>
        <translation>정지 이미지를 내보냅니다. 배경이나 로고, 또는 그래프 전체의 시험에 사용합니다.</translation>
    </message>
    <message>
        <source>A text, for captions.</source>
        <translation>자막에 쓸 텍스트입니다.</translation>
    </message>
    <message>
        <source>A trained student to begin with.</source>
        <translation>학습을 시작할, 이미 학습된 학생 신경망.</translation>
    </message>
    <message>
        <source>A video file starts again at its end.</source>
        <translation>동영상 파일이 끝나면 처음부터 다시 재생합니다.</translation>
    </message>
    <message>
        <source>A video file, picture by picture, in its own colours and at its own rate.</source>
        <translation>동영상 파일을 원래 색상과 프레임 속도 그대로 한 프레임씩 내보냅니다.</translation>
    </message>
    <message>
        <source>A video of the exact alpha of every frame, where there is one; else the labels.</source>
        <translation>모든 프레임의 정확한 알파를 담은 동영상입니다. 없으면 라벨을 씁니다.</translation>
    </message>
    <message>
        <source>Add</source>
        <comment>choice</comment>
        <translation>더하기</translation>
    </message>
    <message>
        <source>Adds eye corners, jaw and chin; empty for none.</source>
        <translation>눈꼬리, 턱선, 턱 끝을 더합니다. 비워 두면 쓰지 않습니다.</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>고급</translation>
    </message>
    <message>
        <source>All</source>
        <comment>choice</comment>
        <translation>모두</translation>
    </message>
    <message>
        <source>All of it together.</source>
        <translation>전체 효과의 세기.</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>알파</translation>
    </message>
    <message>
        <source>An installed model, or one that has only been trained.</source>
        <translation>설치된 모델이나 학습만 된 모델입니다.</translation>
    </message>
    <message>
        <source>Another one gives another student.</source>
        <translation>시드가 다르면 다른 학생 신경망이 나옵니다.</translation>
    </message>
    <message>
        <source>Another one that looks with it; empty for none.</source>
        <translation>함께 판단할 또 하나의 신경망. 비워 두면 쓰지 않습니다.</translation>
    </message>
    <message>
        <source>Another seed, another room.</source>
        <translation>시드가 다르면 방도 달라집니다.</translation>
    </message>
    <message>
        <source>Applied in this order: stabilise, curve, grow, feather. What is set to nothing costs nothing.</source>
        <translation>안정화, 커브, 확장, 페더 순서로 적용합니다. 0으로 둔 항목은 처리 시간이 들지 않습니다.</translation>
    </message>
    <message>
        <source>As the recorder&apos;s: whose figures are shown; empty = the current.</source>
        <translation>‘녹화기’와 같게 두십시오. 이 프로필의 수치를 보여 줍니다. 비워 두면 현재 프로필을 사용합니다.</translation>
    </message>
    <message>
        <source>Asked of the camera; files keep their own.</source>
        <translation>카메라에 요청할 값. 파일은 원래 값을 유지합니다.</translation>
    </message>
    <message>
        <source>At least</source>
        <comment>choice</comment>
        <translation>이상</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>최대 간격</translation>
    </message>
    <message>
        <source>At most</source>
        <comment>choice</comment>
        <translation>이하</translation>
    </message>
    <message>
        <source>Audio from</source>
        <translation>오디오 소스</translation>
    </message>
    <message>
        <source>Auto</source>
        <comment>choice</comment>
        <translation>자동</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>B counts down, makes sure that the room is empty and still, and takes the clean plate. Should the guide fail, what it said last holds, and the recording goes on.</source>
        <translation>B 키를 누르면 카운트다운을 한 뒤, 방이 비어 있고 움직임이 없는지 확인하고 클린 플레이트를 찍습니다. 안내에 문제가 생기면 마지막 안내가 유지되고 촬영은 계속됩니다.</translation>
    </message>
    <message>
        <source>Backend</source>
        <translation>백엔드</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>배경</translation>
    </message>
    <message>
        <source>Background buffer</source>
        <translation>배경 버퍼</translation>
    </message>
    <message>
        <source>Background source</source>
        <translation>배경 소스</translation>
    </message>
    <message>
        <source>Backgrounds</source>
        <translation>배경</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>기본</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>배치 크기</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Blur</source>
        <comment>choice</comment>
        <translation>흐림</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>몸</translation>
    </message>
    <message>
        <source>Body</source>
        <comment>choice</comment>
        <translation>몸</translation>
    </message>
    <message>
        <source>Body and face</source>
        <comment>choice</comment>
        <translation>몸과 얼굴</translation>
    </message>
    <message>
        <source>Bottom left</source>
        <comment>choice</comment>
        <translation>왼쪽 아래</translation>
    </message>
    <message>
        <source>Bottom right</source>
        <comment>choice</comment>
        <translation>오른쪽 아래</translation>
    </message>
    <message>
        <source>Breadth of the hips.</source>
        <translation>골반 너비.</translation>
    </message>
    <message>
        <source>Breadth of the jaw: negative makes a V line.</source>
        <translation>턱 너비. 음수이면 V라인이 됩니다.</translation>
    </message>
    <message>
        <source>Breadth of the shoulders.</source>
        <translation>어깨 너비.</translation>
    </message>
    <message>
        <source>Breadth of the waist.</source>
        <translation>허리 너비.</translation>
    </message>
    <message>
        <source>Brightness: +1 doubles the light.</source>
        <translation>밝기. +1이면 빛의 양이 두 배가 됩니다.</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>카메라</translation>
    </message>
    <message>
        <source>Camera bump</source>
        <translation>카메라 흔들림</translation>
    </message>
    <message>
        <source>Canvas</source>
        <translation>캔버스</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>자막</translation>
    </message>
    <message>
        <source>Carry the matte along between looks. Worth it for large networks; the small ones of selfies cost hardly more than tracking, and follow quick arms better.</source>
        <translation>분석 사이에는 매트를 추적합니다. 큰 신경망에서 효과가 큽니다. 작은 셀피용 신경망은 추적과 부담이 거의 같고 빠른 팔 동작을 더 잘 따라갑니다.</translation>
    </message>
    <message>
        <source>Carry the points along between looks: steadier and less work than each n-th frame.</source>
        <translation>분석 사이에는 키포인트를 추적합니다. n번째 프레임마다 분석하는 것보다 안정적이고 부담이 적습니다.</translation>
    </message>
    <message>
        <source>Choice</source>
        <translation>선택</translation>
    </message>
    <message>
        <source>Chooses instead of the parameter: 1 is the first.</source>
        <translation>매개변수 대신 입력을 고릅니다. 1이 첫 번째입니다.</translation>
    </message>
    <message>
        <source>Circle</source>
        <comment>choice</comment>
        <translation>원형</translation>
    </message>
    <message>
        <source>Clean plate</source>
        <translation>클린 플레이트</translation>
    </message>
    <message>
        <source>Clockwise, round its middle.</source>
        <translation>중심을 기준으로 시계 방향.</translation>
    </message>
    <message>
        <source>Codec</source>
        <translation>코덱</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>색상</translation>
    </message>
    <message>
        <source>Colour</source>
        <comment>choice</comment>
        <translation>단색</translation>
    </message>
    <message>
        <source>Colour of the light: negative bluish, positive golden.</source>
        <translation>빛의 색. 음수는 푸른빛, 양수는 금빛입니다.</translation>
    </message>
    <message>
        <source>Colours this close are the same.</source>
        <translation>차이가 이 이내인 색은 같은 색으로 봅니다.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>비교</translation>
    </message>
    <message>
        <source>Compare models</source>
        <translation>모델 비교</translation>
    </message>
    <message>
        <source>Compared with</source>
        <translation>비교 대상</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>비교 조건</translation>
    </message>
    <message>
        <source>Compose</source>
        <translation>합성</translation>
    </message>
    <message>
        <source>Composite</source>
        <translation>레이어 합성</translation>
    </message>
    <message>
        <source>Compressed pictures: what USB cameras need for large and fast.</source>
        <translation>압축 영상을 받습니다. USB 카메라에서 높은 해상도와 프레임 속도를 쓰려면 필요합니다.</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>신뢰도</translation>
    </message>
    <message>
        <source>Connect ``canvas`` when the picture it is laid over has another size.</source>
        <translation>아래에 깔릴 영상의 크기가 다르면 ‘캔버스’ 입력을 연결하십시오.</translation>
    </message>
    <message>
        <source>Contain</source>
        <comment>choice</comment>
        <translation>전체 보이기</translation>
    </message>
    <message>
        <source>Convert</source>
        <translation>변환</translation>
    </message>
    <message>
        <source>Corner</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>Countdown</source>
        <translation>카운트다운</translation>
    </message>
    <message>
        <source>Cover</source>
        <comment>choice</comment>
        <translation>꽉 채우기</translation>
    </message>
    <message>
        <source>Cpu</source>
        <comment>choice</comment>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Crispness</source>
        <translation>선명도</translation>
    </message>
    <message>
        <source>Crops round the person of so many sizes.</source>
        <translation>인물 둘레를 이만큼의 크기로 잘라 봅니다.</translation>
    </message>
    <message>
        <source>Cuda</source>
        <comment>choice</comment>
        <translation>CUDA</translation>
    </message>
    <message>
        <source>Cut out</source>
        <translation>컷아웃</translation>
    </message>
    <message>
        <source>Cuts the person out of it.</source>
        <translation>영상에서 인물만 오려 냅니다.</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>데이터셋</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>데이터셋</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>데모</translation>
    </message>
    <message>
        <source>Demo scene</source>
        <translation>데모 장면</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>장치</translation>
    </message>
    <message>
        <source>Display mode</source>
        <translation>표시 모드</translation>
    </message>
    <message>
        <source>Distance from the edges as a part of the canvas width.</source>
        <translation>가장자리에서 떨어진 거리. 캔버스 너비에 대한 비율입니다.</translation>
    </message>
    <message>
        <source>Divide</source>
        <comment>choice</comment>
        <translation>나누기</translation>
    </message>
    <message>
        <source>Doing</source>
        <translation>하는 동작</translation>
    </message>
    <message>
        <source>Down, as a part of the height.</source>
        <translation>아래로 이동. 높이에 대한 비율입니다.</translation>
    </message>
    <message>
        <source>Edges</source>
        <translation>가장자리 맞춤</translation>
    </message>
    <message>
        <source>End</source>
        <translation>끝</translation>
    </message>
    <message>
        <source>End the recording</source>
        <translation>촬영 끝내기</translation>
    </message>
    <message>
        <source>Ends when so much is recorded; 0 = never.</source>
        <translation>이만큼 촬영하면 끝냅니다. 0이면 스스로 끝내지 않습니다.</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>엔진</translation>
    </message>
    <message>
        <source>Equal</source>
        <comment>choice</comment>
        <translation>같음</translation>
    </message>
    <message>
        <source>Every</source>
        <translation>분석 간격</translation>
    </message>
    <message>
        <source>Exact alpha</source>
        <translation>정확한 알파</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>노출</translation>
    </message>
    <message>
        <source>Eyes</source>
        <translation>눈</translation>
    </message>
    <message>
        <source>FFV1</source>
        <comment>choice</comment>
        <translation>FFV1</translation>
    </message>
    <message>
        <source>FPS</source>
        <translation>FPS</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>얼굴</translation>
    </message>
    <message>
        <source>Face mesh</source>
        <translation>페이스 메시</translation>
    </message>
    <message>
        <source>Face points, finer than those of the body.</source>
        <translation>몸의 관절보다 세밀한 얼굴 키포인트.</translation>
    </message>
    <message>
        <source>Feather</source>
        <translation>페더</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>변위 필드</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>Finds out for the newest recording of the profile where its person is, and leaves masks and key points with it: many views of each chosen frame are shown to the networks that are there, on any machine. On one with a GPU put ViTPose in the place of Pose network and SAM 2.1 in that of Mask network; their ports are the same. Filter marks what would teach wrong things.</source>
        <translation>프로필의 최근 촬영에서 인물이 어디 있는지 찾아 마스크와 키포인트를 함께 저장합니다. 고른 프레임마다 여러 모습으로 바꾸어 가지고 있는 신경망에 보여 주며, 어느 컴퓨터에서나 됩니다. GPU가 있으면 ‘포즈 신경망’ 대신 ViTPose를, ‘마스크 신경망’ 대신 SAM 2.1을 넣으십시오. 포트는 같습니다. ‘필터’는 잘못된 것을 가르칠 라벨을 표시합니다.</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>맞춤</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>플래그</translation>
    </message>
    <message>
        <source>Flip</source>
        <translation>반전</translation>
    </message>
    <message>
        <source>Follow each n-th frame of the video.</source>
        <translation>동영상의 n번째 프레임마다 따라갑니다.</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>프레임</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>프레임 수</translation>
    </message>
    <message>
        <source>Free</source>
        <comment>choice</comment>
        <translation>자유 배치</translation>
    </message>
    <message>
        <source>From not there to fully there.</source>
        <translation>완전히 투명한 곳에서 완전히 불투명한 곳까지의 폭.</translation>
    </message>
    <message>
        <source>From the newest recording of the profile to a network that knows you and your room: it is labelled, filtered, learned from, converted, installed and judged, one step after the other. What has been done and has not changed is taken as it is, so that a second run repeats only what is new. Needs the extra `train`.</source>
        <translation>프로필의 최근 촬영에서 나와 내 방을 아는 신경망까지 갑니다. 라벨링, 선별, 학습, 변환, 설치, 평가를 차례로 실행합니다. 이미 끝났고 바뀌지 않은 것은 그대로 사용하므로, 다시 실행하면 새로운 것만 처리합니다. 추가 패키지 `train`이 필요합니다.</translation>
    </message>
    <message>
        <source>From this on it becomes person.</source>
        <translation>이 값부터는 인물이 됩니다.</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>멈춤 감지</translation>
    </message>
    <message>
        <source>General</source>
        <translation>범용</translation>
    </message>
    <message>
        <source>Gives the picture to OBS, meetings and browsers, as if it came from a camera.</source>
        <translation>OBS, 화상 회의, 브라우저에 카메라 영상처럼 내보냅니다.</translation>
    </message>
    <message>
        <source>Graphics cards that the TensorRT engine is for. Auto: all from RTX 30 on, or the one in this machine. SM75: RTX 20.</source>
        <translation>TensorRT 엔진을 만들 그래픽 카드. ‘자동’은 RTX 30 이후의 모든 카드나 이 컴퓨터의 카드를 뜻합니다. SM75는 RTX 20입니다.</translation>
    </message>
    <message>
        <source>Greater</source>
        <comment>choice</comment>
        <translation>초과</translation>
    </message>
    <message>
        <source>Grow</source>
        <translation>확장</translation>
    </message>
    <message>
        <source>Guard band round the person from which nothing is learned.</source>
        <translation>인물 둘레에서 아무것도 학습하지 않는 여유 폭.</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>촬영 안내</translation>
    </message>
    <message>
        <source>H.264</source>
        <comment>choice</comment>
        <translation>H.264</translation>
    </message>
    <message>
        <source>Heat</source>
        <translation>히트맵</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>높이</translation>
    </message>
    <message>
        <source>Height of the picture.</source>
        <translation>영상 높이.</translation>
    </message>
    <message>
        <source>Held out</source>
        <comment>choice</comment>
        <translation>남겨 둔 부분</translation>
    </message>
    <message>
        <source>Hide</source>
        <comment>choice</comment>
        <translation>숨기기</translation>
    </message>
    <message>
        <source>High</source>
        <translation>상한</translation>
    </message>
    <message>
        <source>Hips</source>
        <translation>골반</translation>
    </message>
    <message>
        <source>Holds small changes back from frame to frame; large ones pass.</source>
        <translation>프레임 사이의 작은 변화는 억제하고 큰 변화는 통과시킵니다.</translation>
    </message>
    <message>
        <source>How a picture of another shape fits in.</source>
        <translation>비율이 다른 이미지를 화면에 맞추는 방식.</translation>
    </message>
    <message>
        <source>How far a new background shines round the person&apos;s edge.</source>
        <translation>새 배경의 빛이 인물 가장자리로 번지는 정도.</translation>
    </message>
    <message>
        <source>How far back the viewer remembers.</source>
        <translation>시청자가 기억하는 기간.</translation>
    </message>
    <message>
        <source>How lazily the places follow the joints.</source>
        <translation>효과의 위치가 관절을 얼마나 천천히 따라가는지 정합니다.</translation>
    </message>
    <message>
        <source>How many frames are labelled, chosen for their variety; a short session has fewer.</source>
        <translation>라벨링할 프레임 수. 서로 다른 모습이 고루 들어가도록 고르며, 짧은 세션에서는 이보다 적을 수 있습니다.</translation>
    </message>
    <message>
        <source>How many of the slowest nodes to list.</source>
        <translation>가장 느린 노드를 몇 개까지 표시할지 정합니다.</translation>
    </message>
    <message>
        <source>How many times; 0 = without end.</source>
        <translation>내보낼 횟수. 0이면 끝없이 내보냅니다.</translation>
    </message>
    <message>
        <source>How much of the real room could be rebuilt from what was sent in the last minutes.</source>
        <translation>최근 몇 분 동안 내보낸 영상에서 실제 방을 얼마나 복원할 수 있는지 측정합니다.</translation>
    </message>
    <message>
        <source>How much of your room could be rebuilt from what you send, as a patient viewer would do it: what glows has got out. Move about for two minutes as you do on air; the node says the per cent. Choose in the first Segment node the network that you stream with.</source>
        <translation>끈기 있는 시청자가 송출 영상에서 내 방을 얼마나 복원할 수 있는지 보여 줍니다. 빛나는 부분이 새어 나간 곳입니다. 방송할 때처럼 2분 동안 움직이면 노드가 비율을 표시합니다. 방송에 쓰는 신경망을 첫 번째 인물 분리 노드에서 고르십시오.</translation>
    </message>
    <message>
        <source>How often it is given when nothing else sets the pace.</source>
        <translation>속도를 정하는 다른 소스가 없을 때 내보내는 빈도.</translation>
    </message>
    <message>
        <source>How old a matte may be while the room is hidden; 0 = it must be of this very frame.</source>
        <translation>방을 가리는 동안 허용하는 매트의 지연. 0이면 반드시 현재 프레임의 매트여야 합니다.</translation>
    </message>
    <message>
        <source>How sharply the network&apos;s soft edge is drawn.</source>
        <translation>신경망이 낸 부드러운 가장자리를 얼마나 또렷하게 만들지 정합니다.</translation>
    </message>
    <message>
        <source>How soft the blur is.</source>
        <translation>흐림의 세기.</translation>
    </message>
    <message>
        <source>Image</source>
        <comment>choice</comment>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Import a video</source>
        <translation>동영상 가져오기</translation>
    </message>
    <message>
        <source>Installed model</source>
        <translation>설치된 모델</translation>
    </message>
    <message>
        <source>It becomes an ONNX network that does what was trained (this is measured), and where TensorRT is installed an engine for graphics cards. The model before is kept: `muse models rollback`.</source>
        <translation>학습한 대로 작동하는 ONNX 신경망이 되며, 같은지 실제로 재어 확인합니다. TensorRT가 설치되어 있으면 그래픽 카드용 엔진도 만듭니다. 이전 모델은 보존됩니다: `muse models rollback`.</translation>
    </message>
    <message>
        <source>It begins with the key points, or with a small network&apos;s first look without them. Its weights must be on the disk: hf download facebook/sam2.1-hiera-large --local-dir FOLDER</source>
        <translation>키포인트에서 시작하며, 키포인트가 없으면 작은 신경망이 먼저 찾은 인물에서 시작합니다. 가중치가 디스크에 있어야 합니다: hf download facebook/sam2.1-hiera-large --local-dir FOLDER</translation>
    </message>
    <message>
        <source>It does what a patient viewer can do (Hilgefort, Arp and Rieck 2021, &quot;Spying through virtual backgrounds&quot;): whatever is neither the chosen background nor the person is collected over many pictures; a place counts as rebuilt when most of what was collected there is the real room. Connect the background, or colours of it that the room has too are counted; give it the matte of a network that looks at what is sent, as the viewer would.</source>
        <translation>끈기 있는 시청자가 할 수 있는 일을 그대로 합니다(Hilgefort, Arp, Rieck 2021, &quot;Spying through virtual backgrounds&quot;). 선택한 배경도 인물도 아닌 것을 여러 프레임에 걸쳐 모으고, 한 위치에 모인 것이 대부분 실제 방이면 복원된 것으로 셉니다. 배경을 연결하지 않으면 배경과 방에 공통으로 있는 색까지 세게 됩니다. 매트는 시청자처럼 내보낸 영상을 보는 신경망의 것을 연결하십시오.</translation>
    </message>
    <message>
        <source>It is held against the model that comes with the program, the best general one, and the teacher. What comes of it lies beside the model: report.json for the editor, report.html for any browser. It says so when the personal model is not better.</source>
        <translation>프로그램에 들어 있는 모델, 가장 좋은 범용 모델, 교사와 비교합니다. 결과는 모델 옆에 놓입니다. 편집기는 report.json을, 브라우저는 report.html을 읽습니다. 개인 모델이 더 좋지 않으면 그렇다고 말합니다.</translation>
    </message>
    <message>
        <source>It starts from the clean plate or from the first frames, follows the light, and mends itself within a second when a lamp is switched or the camera is touched. What was never seen is filled from its surroundings.</source>
        <translation>클린 플레이트나 첫 프레임에서 시작해 조명 변화를 따라가며, 조명을 켜고 끄거나 카메라를 건드려도 1초 안에 스스로 복구합니다. 한 번도 보이지 않은 부분은 주변에서 채웁니다.</translation>
    </message>
    <message>
        <source>Its centre, from the left.</source>
        <translation>왼쪽에서 잰 중심의 위치.</translation>
    </message>
    <message>
        <source>Its centre, from the top.</source>
        <translation>위쪽에서 잰 중심의 위치.</translation>
    </message>
    <message>
        <source>Its profile; empty for the current one.</source>
        <translation>사용할 프로필. 비워 두면 현재 프로필을 사용합니다.</translation>
    </message>
    <message>
        <source>Its weights must be on the disk: hf download usyd-community/vitpose-plus-huge --local-dir FOLDER</source>
        <translation>가중치가 디스크에 있어야 합니다: hf download usyd-community/vitpose-plus-huge --local-dir FOLDER</translation>
    </message>
    <message>
        <source>Jaw</source>
        <translation>턱</translation>
    </message>
    <message>
        <source>Joints that are less sure than this count as not seen.</source>
        <translation>점수가 이보다 낮은 관절은 보이지 않는 것으로 봅니다.</translation>
    </message>
    <message>
        <source>Judge</source>
        <translation>평가</translation>
    </message>
    <message>
        <source>Judges a personal model on the end of a recording that it was not trained on.</source>
        <translation>학습에 쓰이지 않은 녹화의 끝부분으로 개인 모델을 평가합니다.</translation>
    </message>
    <message>
        <source>Key</source>
        <comment>choice</comment>
        <translation>R 키</translation>
    </message>
    <message>
        <source>Key points by ViTPose, much surer than small networks; for a GPU.</source>
        <translation>ViTPose로 키포인트를 찾습니다. 작은 신경망보다 훨씬 확실하며, GPU에서 사용합니다.</translation>
    </message>
    <message>
        <source>Key points by any pose network: it looks at many views of each frame, mirrored and closer.</source>
        <translation>아무 포즈 신경망으로나 키포인트를 찾습니다. 프레임마다 반전하거나 확대한 여러 모습을 봅니다.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>종류</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>라벨링</translation>
    </message>
    <message>
        <source>Label each n-th frame only.</source>
        <translation>n번째 프레임마다 라벨링합니다.</translation>
    </message>
    <message>
        <source>Labelled sessions, as many as there are.</source>
        <translation>라벨이 있는 세션. 개수 제한이 없습니다.</translation>
    </message>
    <message>
        <source>Labels from an earlier run that would change are kept in labels/previous.</source>
        <translation>이전 실행의 라벨 중 바뀌는 것은 labels/previous에 보존합니다.</translation>
    </message>
    <message>
        <source>Larger</source>
        <comment>choice</comment>
        <translation>큰 값</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>레이어</translation>
    </message>
    <message>
        <source>Leads through a recording: what to do next, what has been seen, and when it is enough.</source>
        <translation>촬영을 안내합니다. 다음에 할 일, 지금까지 담긴 모습, 충분히 촬영했는지 알려 줍니다.</translation>
    </message>
    <message>
        <source>Leak</source>
        <translation>유출</translation>
    </message>
    <message>
        <source>Leak check</source>
        <translation>유출 점검</translation>
    </message>
    <message>
        <source>Leak meter</source>
        <translation>유출 측정기</translation>
    </message>
    <message>
        <source>Learns the room behind the person while it runs, and never the person.</source>
        <translation>실행하는 동안 인물 뒤의 방을 학습합니다. 인물은 절대 학습하지 않습니다.</translation>
    </message>
    <message>
        <source>Least</source>
        <translation>최소 비율</translation>
    </message>
    <message>
        <source>Least score</source>
        <translation>최소 점수</translation>
    </message>
    <message>
        <source>Left and right swapped.</source>
        <translation>왼쪽과 오른쪽을 뒤집습니다.</translation>
    </message>
    <message>
        <source>Less</source>
        <comment>choice</comment>
        <translation>미만</translation>
    </message>
    <message>
        <source>Light switch</source>
        <translation>조명 전환</translation>
    </message>
    <message>
        <source>Light wrap</source>
        <translation>라이트 랩</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>내용</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>라이브</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>첫 탐색</translation>
    </message>
    <message>
        <source>Look at each n-th frame.</source>
        <translation>n번째 프레임마다 분석합니다.</translation>
    </message>
    <message>
        <source>Look at each view mirrored as well.</source>
        <translation>각 모습을 좌우로 뒤집은 것도 봅니다.</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>반복</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>하한</translation>
    </message>
    <message>
        <source>MJPG</source>
        <translation>MJPG</translation>
    </message>
    <message>
        <source>Make the mask follow the picture&apos;s edges.</source>
        <translation>마스크를 화면의 가장자리에 맞춥니다.</translation>
    </message>
    <message>
        <source>Makes a session of a video file: you, alone, in front of a camera that stands still.</source>
        <translation>동영상 파일로 촬영 세션을 만듭니다. 고정된 카메라 앞에 나 혼자 있는 동영상이어야 합니다.</translation>
    </message>
    <message>
        <source>Makes a session of a video that you have already: you, alone, in front of a camera that stands still. What follows, labelling and training, takes it like one that was recorded here. Choose the file, and if you can a picture of the empty room.</source>
        <translation>이미 있는 동영상으로 촬영 세션을 만듭니다. 고정된 카메라 앞에 나 혼자 있는 동영상이어야 합니다. 이어지는 라벨링과 학습에서는 여기서 촬영한 것과 똑같이 쓰입니다. 동영상 파일을 고르고, 있으면 빈 방의 이미지도 고르십시오.</translation>
    </message>
    <message>
        <source>Makes a small network for one person from the newest labelled session of the profile: Data set chooses the frames, Train learns from them and leaves its student in the profile. Needs the extra `train`. The preset quick takes ten minutes without a GPU.</source>
        <translation>라벨이 있는 프로필의 최근 세션으로 한 사람만을 위한 작은 신경망을 만듭니다. ‘데이터셋’이 프레임을 고르고, ‘학습’이 그것으로 학습하여 학생 신경망을 프로필에 저장합니다. 추가 패키지 `train`이 필요합니다. 프리셋 ‘빠르게’는 GPU 없이 10분이 걸립니다.</translation>
    </message>
    <message>
        <source>Makes a trained student fast, and installs it: Segment and Pose take it up while they run.</source>
        <translation>학습한 학생 신경망을 빠르게 변환하여 설치합니다. ‘인물 분리’와 ‘포즈’는 실행 중에도 바로 사용합니다.</translation>
    </message>
    <message>
        <source>Makes labels of what flows by: any Segment and Pose node can teach, your own ones too.</source>
        <translation>흘러가는 영상을 라벨로 만듭니다. 어떤 ‘인물 분리’와 ‘포즈’ 노드든, 직접 만든 노드도 교사가 될 수 있습니다.</translation>
    </message>
    <message>
        <source>Makes parts of the body and the face a little larger or smaller.</source>
        <translation>몸과 얼굴의 일부를 조금 키우거나 줄입니다.</translation>
    </message>
    <message>
        <source>Makes what was trained last for the profile fast and installs it: an ONNX network that is compared with what was trained, and a TensorRT engine where TensorRT is installed. A stream that runs takes it up by itself; the model before is kept. Needs the extra `train`.</source>
        <translation>프로필에서 마지막으로 학습한 신경망을 빠르게 변환하여 설치합니다. ONNX 신경망을 만들어 학습한 것과 비교하고, TensorRT가 설치되어 있으면 TensorRT 엔진도 만듭니다. 실행 중인 스트림은 새 모델을 스스로 사용하며, 이전 모델은 보존됩니다. 추가 패키지 `train`이 필요합니다.</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>여백</translation>
    </message>
    <message>
        <source>Marks labels that would teach wrong things: holes, leaks, flicker, blur, a second person.</source>
        <translation>잘못된 것을 가르칠 라벨을 표시합니다: 구멍, 유출, 깜박임, 흐림, 다른 사람.</translation>
    </message>
    <message>
        <source>Mask network</source>
        <translation>마스크 신경망</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>마스크</translation>
    </message>
    <message>
        <source>Masks by SAM 2.1, which follows the person through the video; for a GPU.</source>
        <translation>동영상에서 인물을 따라가는 SAM 2.1로 마스크를 만듭니다. GPU에서 사용합니다.</translation>
    </message>
    <message>
        <source>Math</source>
        <translation>계산</translation>
    </message>
    <message>
        <source>Matte</source>
        <translation>매트</translation>
    </message>
    <message>
        <source>Matte</source>
        <comment>choice</comment>
        <translation>매트</translation>
    </message>
    <message>
        <source>Matte age</source>
        <translation>매트 허용 지연</translation>
    </message>
    <message>
        <source>Matte preview</source>
        <translation>매트 미리보기</translation>
    </message>
    <message>
        <source>Matte tools</source>
        <translation>매트 보정</translation>
    </message>
    <message>
        <source>Matting</source>
        <translation>매팅</translation>
    </message>
    <message>
        <source>Mends a matte: steadier over time, harder or softer, larger or smaller.</source>
        <translation>매트를 다듬습니다. 시간에 따라 안정시키고, 가장자리를 선명하거나 부드럽게, 영역을 넓히거나 좁힙니다.</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>기간</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>좌우 반전</translation>
    </message>
    <message>
        <source>Mirrors, turns, zooms and moves a layer, whatever else already bends it.</source>
        <translation>레이어를 반전, 회전, 확대하고 옮깁니다. 이미 다른 변형이 적용된 레이어에도 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>모드</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>모델</translation>
    </message>
    <message>
        <source>Modulo</source>
        <comment>choice</comment>
        <translation>나머지</translation>
    </message>
    <message>
        <source>Most</source>
        <translation>최대</translation>
    </message>
    <message>
        <source>Motions</source>
        <translation>동작 안내</translation>
    </message>
    <message>
        <source>Move each crop to four sides as well; five times as slow.</source>
        <translation>잘라 낸 영역을 상하좌우로도 옮겨 봅니다. 다섯 배 느립니다.</translation>
    </message>
    <message>
        <source>Moves the edge outwards, or inwards if negative.</source>
        <translation>가장자리를 바깥쪽으로, 음수이면 안쪽으로 옮깁니다.</translation>
    </message>
    <message>
        <source>Multiply</source>
        <comment>choice</comment>
        <translation>곱하기</translation>
    </message>
    <message>
        <source>Name of its folder; empty = the newest one.</source>
        <translation>세션 폴더의 이름. 비워 두면 가장 최근 것을 사용합니다.</translation>
    </message>
    <message>
        <source>Needs no GPU. It goes on where it was stopped.</source>
        <translation>GPU가 필요 없습니다. 멈추었던 지점부터 이어집니다.</translation>
    </message>
    <message>
        <source>Negative is slimmer or smaller, positive wider or larger, for each of them. The person becomes a layer with a displacement field that is smooth and zero away from the person; the room is never bent. Where joints are not seen the effect fades out instead of jumping.</source>
        <translation>각 항목은 음수이면 더 가늘거나 작게, 양수이면 더 넓거나 크게 만듭니다. 인물은 변위 필드를 가진 레이어가 됩니다. 변위 필드는 부드럽게 변하고 인물에서 멀어지면 0이 되므로 방은 절대 휘지 않습니다. 관절이 보이지 않는 곳에서는 효과가 갑자기 튀지 않고 서서히 사라집니다.</translation>
    </message>
    <message>
        <source>Next display mode</source>
        <translation>다음 표시 모드</translation>
    </message>
    <message>
        <source>Next input</source>
        <translation>다음 입력</translation>
    </message>
    <message>
        <source>No more than so many.</source>
        <translation>이 수를 넘지 않습니다.</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>노이즈</translation>
    </message>
    <message>
        <source>Nominal rate; 0 = the source&apos;s.</source>
        <translation>파일에 기록할 프레임 속도. 0이면 소스를 따릅니다.</translation>
    </message>
    <message>
        <source>None</source>
        <comment>choice</comment>
        <translation>없음</translation>
    </message>
    <message>
        <source>Nothing is deleted. A contact sheet for the browser is written beside the labels (``labels/contact_sheet.html``), and what you accept or reject yourself counts for more.</source>
        <translation>아무것도 삭제하지 않습니다. 브라우저용 라벨 모아보기(``labels/contact_sheet.html``)를 라벨 옆에 저장하며, 직접 승인하거나 제외한 것이 우선합니다.</translation>
    </message>
    <message>
        <source>Now</source>
        <comment>choice</comment>
        <translation>바로</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>숫자</translation>
    </message>
    <message>
        <source>OBS</source>
        <comment>choice</comment>
        <translation>OBS</translation>
    </message>
    <message>
        <source>Of the processor; 0: as many as it may use.</source>
        <translation>사용할 CPU 스레드 수. 0이면 쓸 수 있는 만큼 사용합니다.</translation>
    </message>
    <message>
        <source>Off</source>
        <comment>choice</comment>
        <translation>끔</translation>
    </message>
    <message>
        <source>On</source>
        <comment>choice</comment>
        <translation>켬</translation>
    </message>
    <message>
        <source>One that was cut short, by a crash or a power cut, is taken as far as it goes.</source>
        <translation>비정상 종료나 정전으로 중간에 끊긴 세션은 남아 있는 데까지 사용합니다.</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>불투명도</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>연산</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>원본</translation>
    </message>
    <message>
        <source>Others will see it: guarded as the virtual camera is.</source>
        <translation>다른 사람이 볼 영상입니다. 가상 카메라와 똑같이 보호합니다.</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>출력</translation>
    </message>
    <message>
        <source>Overwrite</source>
        <translation>덮어쓰기</translation>
    </message>
    <message>
        <source>PNG</source>
        <comment>choice</comment>
        <translation>PNG</translation>
    </message>
    <message>
        <source>Passes one of several layers on: two networks or two shapes compared on the same picture.</source>
        <translation>여러 레이어 중 하나를 내보냅니다. 같은 영상에서 두 신경망이나 두 형태를 비교할 때 사용합니다.</translation>
    </message>
    <message>
        <source>Passes one of several mattes on; all come out at the size of the first.</source>
        <translation>여러 매트 중 하나를 내보냅니다. 모두 첫 번째 매트의 크기로 맞춥니다.</translation>
    </message>
    <message>
        <source>Passes one of several pictures on; all come out at the size of the first.</source>
        <translation>여러 영상 중 하나를 내보냅니다. 모두 첫 번째 영상의 크기로 맞춥니다.</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>경로</translation>
    </message>
    <message>
        <source>Personal model</source>
        <translation>개인 모델</translation>
    </message>
    <message>
        <source>Picture in picture</source>
        <translation>화면 속 화면</translation>
    </message>
    <message>
        <source>Pictures per second.</source>
        <translation>초당 프레임 수.</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>배치</translation>
    </message>
    <message>
        <source>Plate</source>
        <translation>플레이트</translation>
    </message>
    <message>
        <source>Plate keyer</source>
        <translation>플레이트 키어</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>키포인트</translation>
    </message>
    <message>
        <source>Pose</source>
        <translation>포즈</translation>
    </message>
    <message>
        <source>Pose network</source>
        <translation>포즈 신경망</translation>
    </message>
    <message>
        <source>Power</source>
        <comment>choice</comment>
        <translation>거듭제곱</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>프리셋</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>미리보기</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>프라이버시</translation>
    </message>
    <message>
        <source>ProRes 4444</source>
        <comment>choice</comment>
        <translation>ProRes 4444</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>프로필</translation>
    </message>
    <message>
        <source>Public</source>
        <translation>공개</translation>
    </message>
    <message>
        <source>Quality</source>
        <comment>choice</comment>
        <translation>고품질</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>품질</translation>
    </message>
    <message>
        <source>Quick</source>
        <comment>choice</comment>
        <translation>빠르게</translation>
    </message>
    <message>
        <source>Quick: ten minutes without a GPU. Quality: a larger network, for a GPU.</source>
        <translation>‘빠르게’는 GPU 없이 10분이 걸립니다. ‘고품질’은 GPU용의 더 큰 신경망입니다.</translation>
    </message>
    <message>
        <source>Radius</source>
        <translation>반경</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>학습 속도</translation>
    </message>
    <message>
        <source>Reckons with two numbers.</source>
        <translation>두 숫자로 계산합니다.</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>녹화</translation>
    </message>
    <message>
        <source>Record yourself</source>
        <translation>내 모습 촬영</translation>
    </message>
    <message>
        <source>Recorder</source>
        <translation>녹화기</translation>
    </message>
    <message>
        <source>Records to a file: H.264, or ProRes 4444, VP9, FFV1 and PNG with transparency.</source>
        <translation>파일로 녹화합니다. H.264와, 투명도를 담는 ProRes 4444, VP9, FFV1, PNG를 지원합니다.</translation>
    </message>
    <message>
        <source>Records what the camera sees into a new session of a profile, near to the source.</source>
        <translation>카메라 영상을 원본에 가까운 품질로 프로필의 새 촬영 세션에 녹화합니다.</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <comment>choice</comment>
        <translation>사각형</translation>
    </message>
    <message>
        <source>Renders any number of layers over the room or a background, in one pass over the pixels.</source>
        <translation>방이나 배경 위에 레이어를 개수 제한 없이 한 번의 픽셀 처리로 합성합니다.</translation>
    </message>
    <message>
        <source>Replace a file of that name.</source>
        <translation>같은 이름의 파일을 바꿉니다.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>보고서</translation>
    </message>
    <message>
        <source>Reset background</source>
        <translation>배경 다시 학습</translation>
    </message>
    <message>
        <source>Reset leak meter</source>
        <translation>유출 측정 초기화</translation>
    </message>
    <message>
        <source>Result</source>
        <comment>choice</comment>
        <translation>결과</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>방</translation>
    </message>
    <message>
        <source>Room</source>
        <comment>choice</comment>
        <translation>방</translation>
    </message>
    <message>
        <source>Rounded</source>
        <comment>choice</comment>
        <translation>둥근 사각형</translation>
    </message>
    <message>
        <source>SAM 2.1</source>
        <translation>SAM 2.1</translation>
    </message>
    <message>
        <source>SM120</source>
        <comment>choice</comment>
        <translation>SM120</translation>
    </message>
    <message>
        <source>SM75</source>
        <comment>choice</comment>
        <translation>SM75</translation>
    </message>
    <message>
        <source>SM80</source>
        <comment>choice</comment>
        <translation>SM80</translation>
    </message>
    <message>
        <source>SM86</source>
        <comment>choice</comment>
        <translation>SM86</translation>
    </message>
    <message>
        <source>SM89</source>
        <comment>choice</comment>
        <translation>SM89</translation>
    </message>
    <message>
        <source>Says whether one number is less than, equal to or greater than another.</source>
        <translation>한 숫자가 다른 숫자보다 작은지, 같은지, 큰지 알려 줍니다.</translation>
    </message>
    <message>
        <source>Says whether the personal model of the profile is better here than the base model and the best general one: on the end of the newest labelled session, which training holds out. Its page, report.html, lies beside the model. Needs the extra `train`.</source>
        <translation>프로필의 개인 모델이 기본 모델과 가장 좋은 범용 모델보다 여기서 더 좋은지 말합니다. 학습에서 남겨 둔, 라벨이 있는 가장 새로운 세션의 끝부분으로 평가합니다. 보고서 report.html은 모델 옆에 놓입니다. 추가 패키지 `train`이 필요합니다.</translation>
    </message>
    <message>
        <source>Scales</source>
        <translation>크기 수</translation>
    </message>
    <message>
        <source>Second</source>
        <translation>두 번째 값</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>시드</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>담긴 모습</translation>
    </message>
    <message>
        <source>Segment</source>
        <translation>인물 분리</translation>
    </message>
    <message>
        <source>Sensor noise.</source>
        <translation>센서 노이즈.</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>송출 영상</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>촬영 세션</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>형태</translation>
    </message>
    <message>
        <source>Share of a change that is learned in a second.</source>
        <translation>1초 동안 학습하는 변화의 비율.</translation>
    </message>
    <message>
        <source>Shifts</source>
        <translation>위치 이동</translation>
    </message>
    <message>
        <source>Shoulders</source>
        <translation>어깨</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>표시</translation>
    </message>
    <message>
        <source>Show</source>
        <comment>choice</comment>
        <translation>보이기</translation>
    </message>
    <message>
        <source>Show or hide the figures</source>
        <translation>수치 표시/숨기기</translation>
    </message>
    <message>
        <source>Shown instead of the room.</source>
        <translation>방 대신 보여 줄 배경.</translation>
    </message>
    <message>
        <source>Shows the picture in the program; what is not looked at costs nothing.</source>
        <translation>영상을 프로그램 안에서 보여 줍니다. 보고 있지 않을 때는 처리 시간이 들지 않습니다.</translation>
    </message>
    <message>
        <source>Shows the result, the result beside the original, or only the matte.</source>
        <translation>결과만, 결과와 원본을 나란히, 또는 매트만 보여 줍니다.</translation>
    </message>
    <message>
        <source>Side by side</source>
        <comment>choice</comment>
        <translation>나란히 보기</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Size of the eyes.</source>
        <translation>눈 크기.</translation>
    </message>
    <message>
        <source>Size; 1 = as it is.</source>
        <translation>크기. 1이면 원래 크기입니다.</translation>
    </message>
    <message>
        <source>Slate</source>
        <translation>대체 화면</translation>
    </message>
    <message>
        <source>Smaller</source>
        <comment>choice</comment>
        <translation>작은 값</translation>
    </message>
    <message>
        <source>Smaller differences are the room.</source>
        <translation>이보다 작은 차이는 방으로 봅니다.</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>스무딩</translation>
    </message>
    <message>
        <source>Smoothness</source>
        <translation>움직임 스무딩</translation>
    </message>
    <message>
        <source>So many at once; less takes less memory.</source>
        <translation>한 번에 처리할 프레임 수. 적을수록 메모리를 적게 사용합니다.</translation>
    </message>
    <message>
        <source>So many frames are judged at most.</source>
        <translation>최대 이만큼의 프레임을 평가합니다.</translation>
    </message>
    <message>
        <source>Soft masks by any person segmenters: the mean of many views, made to follow the edges.</source>
        <translation>아무 인물 분리 신경망으로나 부드러운 마스크를 만듭니다. 여러 모습의 결과를 평균하고 가장자리에 맞춥니다.</translation>
    </message>
    <message>
        <source>Softness</source>
        <translation>부드러움</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>소스</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>소스</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>단계 수</translation>
    </message>
    <message>
        <source>Standard</source>
        <comment>choice</comment>
        <translation>표준</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작 방식</translation>
    </message>
    <message>
        <source>Start again at the end.</source>
        <translation>끝나면 처음부터 다시 재생합니다.</translation>
    </message>
    <message>
        <source>Start or pause the recording</source>
        <translation>촬영 시작/일시 정지</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>통계</translation>
    </message>
    <message>
        <source>Steadiness</source>
        <translation>안정화</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>학습 단계 수</translation>
    </message>
    <message>
        <source>Steps at most; 0: as the preset says.</source>
        <translation>최대 학습 단계 수. 0이면 프리셋을 따릅니다.</translation>
    </message>
    <message>
        <source>Stops when less than this part of the frames can be kept.</source>
        <translation>사용할 수 있는 프레임이 이 비율보다 적으면 멈춥니다.</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>강도</translation>
    </message>
    <message>
        <source>Stretch</source>
        <comment>choice</comment>
        <translation>늘이기</translation>
    </message>
    <message>
        <source>Strictness</source>
        <translation>엄격함</translation>
    </message>
    <message>
        <source>Subtract</source>
        <comment>choice</comment>
        <translation>빼기</translation>
    </message>
    <message>
        <source>Switch frames</source>
        <translation>프레임 전환</translation>
    </message>
    <message>
        <source>Switch layers</source>
        <translation>레이어 전환</translation>
    </message>
    <message>
        <source>Switch mattes</source>
        <translation>매트 전환</translation>
    </message>
    <message>
        <source>Take the clean plate</source>
        <translation>클린 플레이트 찍기</translation>
    </message>
    <message>
        <source>Taken instead of the parameter.</source>
        <translation>매개변수 대신 사용할 값.</translation>
    </message>
    <message>
        <source>Takes labelled frames from the disk: a session of a profile, the newest one, or all of them.</source>
        <translation>디스크에서 라벨링된 프레임을 가져옵니다. 프로필의 특정 세션, 가장 최근 세션, 또는 모든 세션을 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>텍스트</translation>
    </message>
    <message>
        <source>The authors&apos; vitpose+ .pth of that size: adds points of the face.</source>
        <translation>같은 크기의 원저자 vitpose+ .pth 파일. 얼굴 키포인트를 더합니다.</translation>
    </message>
    <message>
        <source>The base model: &apos;auto&apos; for the one of the program, a name, a file, or &apos;none&apos;.</source>
        <translation>기본 모델입니다. 프로그램의 것은 ‘auto’, 그 밖에는 이름이나 파일, 또는 ‘none’입니다.</translation>
    </message>
    <message>
        <source>The camera angle that it belongs to; empty = the current profile.</source>
        <translation>이 촬영이 속할 카메라 구도. 비워 두면 현재 프로필을 사용합니다.</translation>
    </message>
    <message>
        <source>The camera angle; without a name the current one.</source>
        <translation>카메라 각도입니다. 비어 있으면 현재 프로필입니다.</translation>
    </message>
    <message>
        <source>The camera&apos;s picture.</source>
        <translation>카메라 영상.</translation>
    </message>
    <message>
        <source>The colour.</source>
        <translation>배경 색상.</translation>
    </message>
    <message>
        <source>The empty room, kept with the session and the profile.</source>
        <translation>빈 방의 이미지. 세션과 프로필에 함께 보존됩니다.</translation>
    </message>
    <message>
        <source>The end that training holds out; or all frames, for a session that the model was not trained on.</source>
        <translation>학습에서 남겨 둔 끝부분, 또는 모델이 학습하지 않은 세션의 모든 프레임입니다.</translation>
    </message>
    <message>
        <source>The file gets its name when it is complete; what goes wrong before leaves nothing half-written.</source>
        <translation>녹화가 끝나야 파일에 이름이 붙습니다. 도중에 문제가 생겨도 쓰다 만 파일이 남지 않습니다.</translation>
    </message>
    <message>
        <source>The file.</source>
        <translation>동영상 파일.</translation>
    </message>
    <message>
        <source>The file; transparency becomes the alpha.</source>
        <translation>이미지 파일. 투명도는 알파가 됩니다.</translation>
    </message>
    <message>
        <source>The finished picture.</source>
        <translation>완성된 영상.</translation>
    </message>
    <message>
        <source>The first step to a network of your own: some minutes of you in your room, near to what the camera gives. B takes the empty room, R records and pauses, Q ends. The guide says what to do next, what it has seen of you, and when it is enough.</source>
        <translation>나만의 신경망으로 가는 첫 단계입니다. 방에 있는 내 모습을 몇 분 동안 카메라 원본에 가까운 품질로 촬영합니다. B 키는 빈 방을 찍고, R 키는 촬영을 시작하거나 일시 정지하고, Q 키는 끝냅니다. 다음에 할 일, 지금까지 담긴 모습, 충분히 촬영했는지 화면에서 안내합니다.</translation>
    </message>
    <message>
        <source>The folder with config.json and .safetensors.</source>
        <translation>config.json과 .safetensors가 있는 폴더.</translation>
    </message>
    <message>
        <source>The general model: &apos;auto&apos; for the best there is, a name, a file, or &apos;none&apos;.</source>
        <translation>범용 모델입니다. 가장 좋은 것은 ‘auto’, 그 밖에는 이름이나 파일, 또는 ‘none’입니다.</translation>
    </message>
    <message>
        <source>The key points of that person.</source>
        <translation>그 인물의 키포인트.</translation>
    </message>
    <message>
        <source>The key points to learn; those of the face are what the warps need.</source>
        <translation>학습할 키포인트. 워프에는 얼굴의 키포인트가 필요합니다.</translation>
    </message>
    <message>
        <source>The lamp is switched so often; 0 = never.</source>
        <translation>조명을 켜고 끄는 간격. 0이면 바꾸지 않습니다.</translation>
    </message>
    <message>
        <source>The last part of each session is held out: what is shown of it while training goes on, the student has never seen. It can be cancelled at any time and goes on where it was. Curves and pictures are written for TensorBoard as well.</source>
        <translation>각 세션의 마지막 부분은 학습에 쓰지 않고 남겨 둡니다. 학습 중에 보여 주는 것은 학생 신경망이 한 번도 본 적 없는 부분입니다. 언제든 취소할 수 있고 멈춘 지점부터 이어집니다. 곡선과 이미지는 TensorBoard용으로도 저장합니다.</translation>
    </message>
    <message>
        <source>The learned room, beside the plate; it follows the light.</source>
        <translation>플레이트와 함께 쓰는 학습된 방. 조명 변화를 따라갑니다.</translation>
    </message>
    <message>
        <source>The learned room, to be blurred.</source>
        <translation>흐리게 할 학습된 방.</translation>
    </message>
    <message>
        <source>The live picture.</source>
        <translation>라이브 영상.</translation>
    </message>
    <message>
        <source>The live picture: gives the size.</source>
        <translation>라이브 영상. 크기의 기준이 됩니다.</translation>
    </message>
    <message>
        <source>The network looks again after so many frames at the latest.</source>
        <translation>늦어도 이만큼의 프레임이 지나면 신경망이 다시 분석합니다.</translation>
    </message>
    <message>
        <source>The network looks again when so much of the person no longer looks as it should.</source>
        <translation>인물이 예상과 이만큼 달라지면 신경망이 다시 분석합니다.</translation>
    </message>
    <message>
        <source>The network looks again when so much of the picture is off round the person.</source>
        <translation>인물 주변이 예상과 이만큼 어긋나면 신경망이 다시 분석합니다.</translation>
    </message>
    <message>
        <source>The network that finds the person at first.</source>
        <translation>처음에 인물을 찾을 신경망.</translation>
    </message>
    <message>
        <source>The number.</source>
        <translation>내보낼 숫자.</translation>
    </message>
    <message>
        <source>The part of a frame that a matte covers, as a layer, brighter or warmer if wanted.</source>
        <translation>프레임에서 매트가 덮는 부분을 레이어로 만듭니다. 필요하면 밝기와 색온도를 조절합니다.</translation>
    </message>
    <message>
        <source>The person in it.</source>
        <translation>영상 속 인물.</translation>
    </message>
    <message>
        <source>The person in what is sent.</source>
        <translation>송출 영상 속 인물.</translation>
    </message>
    <message>
        <source>The person is what differs from the empty room: for a camera that keeps still.</source>
        <translation>빈 방과 다른 부분을 인물로 봅니다. 고정된 카메라에 사용합니다.</translation>
    </message>
    <message>
        <source>The person&apos;s joints.</source>
        <translation>인물의 관절.</translation>
    </message>
    <message>
        <source>The person&apos;s outline; used when there is no network.</source>
        <translation>인물의 윤곽. 신경망이 없을 때 사용합니다.</translation>
    </message>
    <message>
        <source>The personal model of a profile that runs live now.</source>
        <translation>지금 라이브로 실행되는 프로필의 개인 모델입니다.</translation>
    </message>
    <message>
        <source>The picture or video.</source>
        <translation>이미지 또는 동영상 파일.</translation>
    </message>
    <message>
        <source>The picture to place.</source>
        <translation>배치할 영상.</translation>
    </message>
    <message>
        <source>The picture.</source>
        <translation>영상.</translation>
    </message>
    <message>
        <source>The rate that programs are told; 0 = the source&apos;s.</source>
        <translation>다른 프로그램에 알릴 프레임 속도. 0이면 소스를 따릅니다.</translation>
    </message>
    <message>
        <source>The real room: the clean plate, or the learned one.</source>
        <translation>실제 방. 클린 플레이트나 학습된 방을 연결합니다.</translation>
    </message>
    <message>
        <source>The recording.</source>
        <translation>촬영 세션.</translation>
    </message>
    <message>
        <source>The room without anybody.</source>
        <translation>아무도 없는 방.</translation>
    </message>
    <message>
        <source>The room without anybody; used when there is no network.</source>
        <translation>아무도 없는 방. 신경망이 없을 때 사용합니다.</translation>
    </message>
    <message>
        <source>The room without the person.</source>
        <translation>인물이 없는 방.</translation>
    </message>
    <message>
        <source>The same seed gives the same film on every machine.</source>
        <translation>시드가 같으면 어느 컴퓨터에서나 같은 영상이 나옵니다.</translation>
    </message>
    <message>
        <source>The second number when b is not connected.</source>
        <translation>B를 연결하지 않았을 때의 두 번째 숫자.</translation>
    </message>
    <message>
        <source>The session&apos;s name; empty for the newest labelled one, * for all of them.</source>
        <translation>세션의 이름. 비워 두면 라벨이 있는 가장 최근 세션을, *는 모든 세션을 사용합니다.</translation>
    </message>
    <message>
        <source>The text.</source>
        <translation>내보낼 텍스트.</translation>
    </message>
    <message>
        <source>The user&apos;s joints; tell the poses.</source>
        <translation>인물의 관절. 이것으로 포즈를 알아봅니다.</translation>
    </message>
    <message>
        <source>The video file.</source>
        <translation>동영상 파일.</translation>
    </message>
    <message>
        <source>The whole chain on a drawn room with a moving figure: no camera, no network and no model needed. O goes from the result to a comparison and to the matte, S hides the figures, B takes the room anew.</source>
        <translation>움직이는 인물이 있는 그려진 방에서 전체 과정을 보여 줍니다. 카메라도 네트워크 연결도 모델도 필요 없습니다. O 키는 결과, 비교, 매트를 차례로 보여 주고, S 키는 수치를 숨기고, B 키는 방을 다시 학습합니다.</translation>
    </message>
    <message>
        <source>They become a session of their own, without a video, that can be filtered and trained on.</source>
        <translation>동영상 없이 라벨만 있는 별도의 세션이 되며, 선별하고 학습에 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>스레드</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>임계값</translation>
    </message>
    <message>
        <source>Time between knocks; 0 = never.</source>
        <translation>카메라를 건드리는 간격. 0이면 건드리지 않습니다.</translation>
    </message>
    <message>
        <source>Time to leave the picture for the clean plate.</source>
        <translation>클린 플레이트를 찍기 전에 화면 밖으로 나갈 시간.</translation>
    </message>
    <message>
        <source>To the right, as a part of the width.</source>
        <translation>오른쪽으로 이동. 너비에 대한 비율입니다.</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>허용 오차</translation>
    </message>
    <message>
        <source>Top left</source>
        <comment>choice</comment>
        <translation>왼쪽 위</translation>
    </message>
    <message>
        <source>Top right</source>
        <comment>choice</comment>
        <translation>오른쪽 위</translation>
    </message>
    <message>
        <source>Track</source>
        <translation>추적 사용</translation>
    </message>
    <message>
        <source>Tracking</source>
        <translation>추적</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>학습</translation>
    </message>
    <message>
        <source>Trained model</source>
        <translation>학습된 모델</translation>
    </message>
    <message>
        <source>Trains a small network for one person on labelled sessions, and leaves it in the profile.</source>
        <translation>라벨이 있는 세션으로 한 사람만을 위한 작은 신경망을 학습하여 프로필에 저장합니다.</translation>
    </message>
    <message>
        <source>Transparency, for the kinds that can hold it.</source>
        <translation>투명도. 지원하는 형식에만 저장됩니다.</translation>
    </message>
    <message>
        <source>Transparent</source>
        <comment>choice</comment>
        <translation>투명</translation>
    </message>
    <message>
        <source>Truth</source>
        <translation>정답</translation>
    </message>
    <message>
        <source>Truth from</source>
        <translation>정답 시작</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>회전</translation>
    </message>
    <message>
        <source>Two networks look at the same picture, and N switches between what they cut out. Choose them in the two Segment nodes; as it comes, both take the best one there is, the first raw and the second steadied.</source>
        <translation>두 신경망이 같은 영상을 보고, N 키로 각각이 오려 낸 결과를 번갈아 봅니다. 신경망은 두 인물 분리 노드에서 고릅니다. 처음에는 둘 다 가장 좋은 것을 쓰며, 첫 번째는 원본 그대로, 두 번째는 안정화한 결과입니다.</translation>
    </message>
    <message>
        <source>Understanding</source>
        <translation>인식</translation>
    </message>
    <message>
        <source>Unity Capture</source>
        <comment>choice</comment>
        <translation>Unity Capture</translation>
    </message>
    <message>
        <source>Up to this it becomes background.</source>
        <translation>이 값까지는 배경이 됩니다.</translation>
    </message>
    <message>
        <source>VP9</source>
        <comment>choice</comment>
        <translation>VP9</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>값</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>값</translation>
    </message>
    <message>
        <source>ViTPose</source>
        <translation>ViTPose</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>동영상</translation>
    </message>
    <message>
        <source>Video</source>
        <comment>choice</comment>
        <translation>동영상</translation>
    </message>
    <message>
        <source>Video file</source>
        <translation>동영상 파일</translation>
    </message>
    <message>
        <source>Video writer</source>
        <translation>동영상 녹화</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>보는 방식</translation>
    </message>
    <message>
        <source>Virtual background</source>
        <translation>가상 배경</translation>
    </message>
    <message>
        <source>Virtual camera</source>
        <translation>가상 카메라</translation>
    </message>
    <message>
        <source>Waist</source>
        <translation>허리</translation>
    </message>
    <message>
        <source>Warmth</source>
        <translation>색온도</translation>
    </message>
    <message>
        <source>Warp</source>
        <translation>워프</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>가중치</translation>
    </message>
    <message>
        <source>What Matroska can hold is taken over as it is; all else, and parts, are encoded anew.</source>
        <translation>Matroska에 담을 수 있는 것은 그대로 가져오고, 그 밖의 것과 일부만 가져올 때는 다시 인코딩합니다.</translation>
    </message>
    <message>
        <source>What a mask teacher found.</source>
        <translation>마스크 교사가 찾은 것.</translation>
    </message>
    <message>
        <source>What a pose teacher found.</source>
        <translation>포즈 교사가 찾은 것.</translation>
    </message>
    <message>
        <source>What a pose teacher found: the same frames are labelled then.</source>
        <translation>포즈 교사가 찾은 것. 연결하면 같은 프레임을 라벨링합니다.</translation>
    </message>
    <message>
        <source>What a pose teacher found: where the person is.</source>
        <translation>포즈 교사가 찾은 것. 인물의 위치를 알려 줍니다.</translation>
    </message>
    <message>
        <source>What has been seen: &apos;poses.front 0.50, ...&apos; for the notes.</source>
        <translation>지금까지 담긴 모습. ‘poses.front 0.50, ...’처럼 세션의 기록에 남깁니다.</translation>
    </message>
    <message>
        <source>What is being done, for the session&apos;s notes.</source>
        <translation>지금 하고 있는 동작. 세션의 기록에 남깁니다.</translation>
    </message>
    <message>
        <source>What is laid over it, the last one on top.</source>
        <translation>위에 올릴 레이어. 마지막 레이어가 맨 위에 놓입니다.</translation>
    </message>
    <message>
        <source>What is recorded: the camera&apos;s own picture.</source>
        <translation>녹화할 영상. 카메라 영상 그대로입니다.</translation>
    </message>
    <message>
        <source>What is shown instead of the room.</source>
        <translation>방 대신 보여 주는 배경.</translation>
    </message>
    <message>
        <source>What is shown.</source>
        <translation>보여 줄 내용.</translation>
    </message>
    <message>
        <source>What is shown; the key O goes on to the next.</source>
        <translation>보여 줄 내용. O 키로 다음 모드로 넘어갑니다.</translation>
    </message>
    <message>
        <source>What is written.</source>
        <translation>표시할 글.</translation>
    </message>
    <message>
        <source>What it is cut to.</source>
        <translation>잘라 낼 모양.</translation>
    </message>
    <message>
        <source>What it is laid over; only its size counts.</source>
        <translation>아래에 깔릴 영상. 크기만 사용합니다.</translation>
    </message>
    <message>
        <source>What must hold.</source>
        <translation>성립해야 할 조건.</translation>
    </message>
    <message>
        <source>What stands behind the person: the room, blurred or not, a colour, a picture or a video.</source>
        <translation>인물 뒤에 보일 배경을 정합니다. 그대로이거나 흐리게 한 방, 단색, 이미지, 동영상 중에서 고릅니다.</translation>
    </message>
    <message>
        <source>What the network takes for you, in white. Move the lights and the camera until the edge is clean and steady; O goes on to the picture itself and to both side by side.</source>
        <translation>신경망이 인물로 보는 부분을 흰색으로 보여 줍니다. 가장자리가 깨끗하고 안정될 때까지 조명과 카메라를 조정하십시오. O 키는 영상과 나란히 보기로 넘어갑니다.</translation>
    </message>
    <message>
        <source>What those who watch get.</source>
        <translation>시청자가 받는 영상.</translation>
    </message>
    <message>
        <source>What to do with them.</source>
        <translation>두 숫자에 적용할 연산.</translation>
    </message>
    <message>
        <source>What training left.</source>
        <translation>학습이 저장한 신경망.</translation>
    </message>
    <message>
        <source>What was trained last for a profile, or a student of your own choice.</source>
        <translation>프로필에서 마지막으로 학습한 신경망이나 직접 고른 학생 신경망을 가져옵니다.</translation>
    </message>
    <message>
        <source>Whatever ends the program, all but the last second is there. A picture that comes too late for the encoder is dropped and counted; nothing waits. It ends by itself before the disk is full.</source>
        <translation>프로그램이 어떻게 끝나더라도 마지막 1초를 뺀 모든 것이 남습니다. 인코더가 처리하지 못한 프레임은 기다리지 않고 버리며 그 수를 셉니다. 디스크가 가득 차기 전에 스스로 끝냅니다.</translation>
    </message>
    <message>
        <source>Where in that video the session begins.</source>
        <translation>그 동영상에서 세션이 시작하는 위치입니다.</translation>
    </message>
    <message>
        <source>Where it ends; 0 = at the end of the video.</source>
        <translation>가져올 부분의 끝. 0이면 동영상의 끝까지 가져옵니다.</translation>
    </message>
    <message>
        <source>Where it stands.</source>
        <translation>놓을 위치.</translation>
    </message>
    <message>
        <source>Where the joints of the person are.</source>
        <translation>인물의 관절 위치를 찾습니다.</translation>
    </message>
    <message>
        <source>Where the model belongs; empty for the profile of the session.</source>
        <translation>모델이 속할 프로필. 비워 두면 세션의 프로필을 사용합니다.</translation>
    </message>
    <message>
        <source>Where the part begins that is taken.</source>
        <translation>가져올 부분의 시작.</translation>
    </message>
    <message>
        <source>Where the user is; tells distance and place.</source>
        <translation>인물이 있는 곳. 이것으로 거리와 위치를 알아봅니다.</translation>
    </message>
    <message>
        <source>Where to run; auto takes a GPU if there is one.</source>
        <translation>실행할 장치. ‘자동’은 GPU가 있으면 GPU를 사용합니다.</translation>
    </message>
    <message>
        <source>Where to train; auto takes a GPU if there is one.</source>
        <translation>학습할 장치. ‘자동’은 GPU가 있으면 GPU를 사용합니다.</translation>
    </message>
    <message>
        <source>Whether it is written at all; the key S switches it.</source>
        <translation>표시 여부. S 키로 켜고 끕니다.</translation>
    </message>
    <message>
        <source>Whether it is written; unconnected means yes.</source>
        <translation>표시 여부. 연결하지 않으면 표시합니다.</translation>
    </message>
    <message>
        <source>Whether it records just now; unconnected means from the start.</source>
        <translation>지금 녹화할지 정합니다. 연결하지 않으면 처음부터 녹화합니다.</translation>
    </message>
    <message>
        <source>Whether it says what to do; auto does so for live pictures.</source>
        <translation>할 동작을 알려 줄지 정합니다. ‘자동’은 라이브 영상일 때 알려 줍니다.</translation>
    </message>
    <message>
        <source>Whether your room may be seen; auto keeps it hidden once the graph hides it.</source>
        <translation>방이 보여도 되는지 정합니다. ‘자동’은 그래프가 방을 가리기 시작하면 계속 가립니다.</translation>
    </message>
    <message>
        <source>Which camera angle; empty = the current profile.</source>
        <translation>사용할 카메라 구도. 비워 두면 현재 프로필을 사용합니다.</translation>
    </message>
    <message>
        <source>Which camera of the driver; empty = the first.</source>
        <translation>드라이버의 카메라 중 사용할 것. 비워 두면 첫 번째를 사용합니다.</translation>
    </message>
    <message>
        <source>Which driver; auto takes what there is.</source>
        <translation>사용할 드라이버. ‘자동’은 설치된 것을 사용합니다.</translation>
    </message>
    <message>
        <source>Which input is passed on; the key N takes the next.</source>
        <translation>내보낼 입력. N 키로 다음 입력으로 넘어갑니다.</translation>
    </message>
    <message>
        <source>Which network: &apos;auto&apos; for the best there is, a name from the catalogue, or a file.</source>
        <translation>사용할 신경망. auto는 가장 좋은 것을 고르며, 카탈로그의 이름이나 파일도 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>Which network; auto takes the best general one.</source>
        <translation>사용할 신경망. auto는 가장 좋은 범용 신경망을 고릅니다.</translation>
    </message>
    <message>
        <source>Which part of the picture is the person.</source>
        <translation>영상에서 인물이 차지하는 부분을 찾습니다.</translation>
    </message>
    <message>
        <source>While the room is hidden nothing leaves that is not covered by a matte of the very same frame.</source>
        <translation>방을 가리는 동안에는 같은 프레임의 매트로 가려지지 않은 영상은 절대 나가지 않습니다.</translation>
    </message>
    <message>
        <source>Who is in it.</source>
        <translation>영상 속 인물.</translation>
    </message>
    <message>
        <source>Wholebody</source>
        <translation>전신</translation>
    </message>
    <message>
        <source>Whose labels they are; empty for the current profile.</source>
        <translation>라벨이 속할 프로필. 비워 두면 현재 프로필을 사용합니다.</translation>
    </message>
    <message>
        <source>Whose model it becomes; empty for the profile that it was trained in.</source>
        <translation>모델을 설치할 프로필. 비워 두면 학습한 프로필에 설치합니다.</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>너비</translation>
    </message>
    <message>
        <source>Width as a part of the canvas.</source>
        <translation>캔버스에 대한 너비의 비율.</translation>
    </message>
    <message>
        <source>Width of a softer edge.</source>
        <translation>부드러운 가장자리의 폭.</translation>
    </message>
    <message>
        <source>Width of the picture.</source>
        <translation>영상 너비.</translation>
    </message>
    <message>
        <source>With * for all sessions it fits Train only; filter and judge them one by one.</source>
        <translation>*로 모든 세션을 가져오면 ‘학습’에만 연결할 수 있습니다. 선별과 평가는 세션마다 따로 하십시오.</translation>
    </message>
    <message>
        <source>With a picture of the empty room (``clean_plate``) the background is known from the first frame. A camera that is unplugged, taken away or frozen is opened again by itself, and only that one.</source>
        <translation>빈 방의 이미지(‘클린 플레이트’)를 지정하면 첫 프레임부터 배경을 알 수 있습니다. 연결이 끊기거나 다른 프로그램이 가져갔거나 멈춘 카메라는 자동으로 다시 열며, 다른 카메라로 바꾸지는 않습니다.</translation>
    </message>
    <message>
        <source>With no background the room stays: pixels that no layer moves are the camera&apos;s own, bit for bit, and what a warp uncovers is filled from the learned room.</source>
        <translation>배경을 연결하지 않으면 방이 그대로 남습니다. 레이어가 움직이지 않은 픽셀은 카메라 원본과 비트 단위로 같고, 워프로 드러난 부분은 학습된 방으로 채웁니다.</translation>
    </message>
    <message>
        <source>Without a network it guesses head, shoulders and hips from the outline of the matte.</source>
        <translation>신경망이 없으면 매트의 윤곽에서 머리, 어깨, 골반을 추정합니다.</translation>
    </message>
    <message>
        <source>Without a network it keys against the clean plate of the camera, and without that it shows nobody, so that the room never gets out by mistake.</source>
        <translation>신경망이 없으면 카메라의 클린 플레이트로 키잉하고, 클린 플레이트도 없으면 아무도 없는 것으로 봅니다. 따라서 실수로 방이 노출되는 일이 없습니다.</translation>
    </message>
    <message>
        <source>Without key points: what finds the person at first.</source>
        <translation>키포인트가 없을 때 처음에 인물을 찾을 신경망.</translation>
    </message>
    <message>
        <source>Without tracking: look at each n-th frame only; the ones between reuse it.</source>
        <translation>추적하지 않을 때 n번째 프레임만 분석하고, 그 사이에는 결과를 다시 씁니다.</translation>
    </message>
    <message>
        <source>Write labels</source>
        <translation>라벨 저장</translation>
    </message>
    <message>
        <source>Writes a line of text over the picture.</source>
        <translation>영상 위에 글 한 줄을 표시합니다.</translation>
    </message>
    <message>
        <source>Writes frames per second, latency and the time of each stage over the picture.</source>
        <translation>초당 프레임 수, 지연 시간, 단계별 처리 시간을 영상 위에 표시합니다.</translation>
    </message>
    <message>
        <source>Writes the labels of a session: pictures, soft masks, and key points for COCO tools.</source>
        <translation>세션의 라벨을 저장합니다. 이미지, 부드러운 마스크, COCO 도구에서 쓸 수 있는 키포인트입니다.</translation>
    </message>
    <message>
        <source>Written instead of the parameter.</source>
        <translation>매개변수 대신 표시할 글.</translation>
    </message>
    <message>
        <source>X</source>
        <translation>X</translation>
    </message>
    <message>
        <source>Y</source>
        <translation>Y</translation>
    </message>
    <message>
        <source>Yes or no, to steer other nodes with.</source>
        <translation>다른 노드를 제어할 예/아니요 값입니다.</translation>
    </message>
    <message>
        <source>Yes or no.</source>
        <translation>예 또는 아니요.</translation>
    </message>
    <message>
        <source>You, in front of your softly blurred room. Set the kind of the background to a colour, a picture or a video to be somewhere else. The room that is blurred is the learned one, so no halo of you remains in it.</source>
        <translation>부드럽게 흐린 내 방 앞에 서 있는 모습을 보여 줍니다. 배경의 종류를 단색, 이미지, 동영상으로 바꾸면 다른 장소가 됩니다. 흐리게 하는 방은 학습된 방이므로 인물의 흔적이 후광처럼 남지 않습니다.</translation>
    </message>
    <message>
        <source>Your camera, with a gentle touch: the room is learned while you stream, and your shape is changed without bending anything behind you. The result goes to OBS and meetings as a virtual camera. B takes the room anew.</source>
        <translation>내 카메라 영상을 자연스럽게 보정합니다. 방송하는 동안 방을 학습하므로, 뒤에 있는 것을 휘게 하지 않고 체형만 바꿉니다. 결과는 가상 카메라로 OBS와 화상 회의에 나갑니다. B 키는 방을 다시 학습합니다.</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>배율</translation>
    </message>
    <message>
        <source>a network on disk</source>
        <translation>디스크에 저장된 신경망</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>숫자</translation>
    </message>
    <message>
        <source>a recording on disk</source>
        <translation>디스크에 저장된 촬영 영상</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>텍스트</translation>
    </message>
    <message>
        <source>auto goes by the file&apos;s name.</source>
        <translation>‘자동’은 파일 이름에 따라 정합니다.</translation>
    </message>
    <message>
        <source>auto records at once unless somebody watches a live picture; key waits for R.</source>
        <translation>‘자동’은 누군가 라이브 영상을 보고 있지 않으면 바로 녹화합니다. ‘R 키’는 R 키를 기다립니다.</translation>
    </message>
    <message>
        <source>auto, a camera&apos;s number, name or path, a video or picture file, or demo.</source>
        <translation>auto, 카메라의 번호나 이름이나 경로, 동영상이나 이미지 파일, 또는 demo.</translation>
    </message>
    <message>
        <source>float32 (gh, gw, 2), displacement in pixels of the frame</source>
        <translation>float32 (gh, gw, 2), 프레임의 픽셀 단위 변위</translation>
    </message>
    <message>
        <source>float32 (h, w), 0 = background, 1 = person</source>
        <translation>float32 (h, w), 0 = 배경, 1 = 인물</translation>
    </message>
    <message>
        <source>fps</source>
        <comment>unit</comment>
        <translation>fps</translation>
    </message>
    <message>
        <source>frame, matte, field and colour gain, not yet rendered</source>
        <translation>아직 렌더링하지 않은 프레임, 매트, 변위 필드, 색상 게인</translation>
    </message>
    <message>
        <source>frames</source>
        <comment>unit</comment>
        <translation>프레임</translation>
    </message>
    <message>
        <source>h264 is near to the source, ffv1 exact and four times as large.</source>
        <translation>h264는 원본에 가깝고, ffv1은 원본과 똑같지만 파일이 네 배 큽니다.</translation>
    </message>
    <message>
        <source>key points (P, K, 3): x, y in pixels of the frame, score 0 to 1</source>
        <translation>키포인트 (P, K, 3): 프레임의 픽셀 단위 x, y와 0~1의 점수</translation>
    </message>
    <message>
        <source>labelled frames on disk</source>
        <translation>디스크에 저장된 라벨링된 프레임</translation>
    </message>
    <message>
        <source>levels</source>
        <comment>unit</comment>
        <translation>단계</translation>
    </message>
    <message>
        <source>min</source>
        <comment>unit</comment>
        <translation>분</translation>
    </message>
    <message>
        <source>ms</source>
        <comment>unit</comment>
        <translation>ms</translation>
    </message>
    <message>
        <source>per s</source>
        <comment>unit</comment>
        <translation>/초</translation>
    </message>
    <message>
        <source>pixels</source>
        <comment>unit</comment>
        <translation>픽셀</translation>
    </message>
    <message>
        <source>s</source>
        <comment>unit</comment>
        <translation>초</translation>
    </message>
    <message>
        <source>stops</source>
        <comment>unit</comment>
        <translation>스톱</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>참 또는 거짓</translation>
    </message>
    <message>
        <source>uint8 (H, W, 3), RGB, C-contiguous</source>
        <translation>uint8 (H, W, 3), RGB, C 연속 배열</translation>
    </message>
    <message>
        <source>v4l2loopback</source>
        <comment>choice</comment>
        <translation>v4l2loopback</translation>
    </message>
    <message>
        <source>x</source>
        <comment>unit</comment>
        <translation>배</translation>
    </message>
    <message>
        <source>°</source>
        <comment>unit</comment>
        <translation>°</translation>
    </message>
</context>
<context>
    <name>report</name>
    <message>
        <source>Base model</source>
        <translation>기본 모델</translation>
    </message>
    <message>
        <source>Connectivity error (Rhemann et al. 2009), per pixel</source>
        <translation>연결성 오차(Rhemann et al. 2009), 픽셀당</translation>
    </message>
    <message>
        <source>Edges</source>
        <translation>가장자리</translation>
    </message>
    <message>
        <source>Flicker</source>
        <translation>깜박임</translation>
    </message>
    <message>
        <source>Flicker was measured between {pairs} pairs of consecutive frames.</source>
        <translation>깜박임은 이어진 프레임 {pairs}쌍에서 쟀습니다.</translation>
    </message>
    <message>
        <source>Flicker was measured between {pairs} pairs of labelled frames, which are {step} frames apart.</source>
        <translation>깜박임은 {step}프레임씩 떨어진, 라벨이 있는 프레임 {pairs}쌍에서 쟀습니다.</translation>
    </message>
    <message>
        <source>Flicker was not measured: no two labelled frames are near each other.</source>
        <translation>깜박임을 재지 못했습니다. 라벨이 있는 프레임 가운데 서로 가까운 것이 없습니다.</translation>
    </message>
    <message>
        <source>General model</source>
        <translation>범용 모델</translation>
    </message>
    <message>
        <source>Gradient error (Rhemann et al. 2009), per pixel</source>
        <translation>경사 오차(Rhemann et al. 2009), 픽셀당</translation>
    </message>
    <message>
        <source>Gradients and connectivity were measured on {count} of the frames.</source>
        <translation>경사와 연결성은 그 가운데 {count}프레임에서 쟀습니다.</translation>
    </message>
    <message>
        <source>IoU: intersection over union at alpha 0.5</source>
        <translation>IoU: 알파 0.5에서 교집합을 합집합으로 나눈 값</translation>
    </message>
    <message>
        <source>It cannot be said whether the personal model is better.</source>
        <translation>개인 모델이 더 좋은지 말할 수 없습니다.</translation>
    </message>
    <message>
        <source>Its matte is nearer than that of {rivals}.</source>
        <translation>매트는 이보다 정확합니다: {rivals}.</translation>
    </message>
    <message>
        <source>Judged against the exact outline.</source>
        <translation>정확한 윤곽과 비교하여 평가했습니다.</translation>
    </message>
    <message>
        <source>Judged against the labels, not against the truth: a network that helped to draw them looks better than it is.</source>
        <translation>정답이 아니라 라벨과 비교하여 평가했습니다. 라벨을 그리는 데 쓰인 신경망은 실제보다 좋아 보입니다.</translation>
    </message>
    <message>
        <source>Key points</source>
        <translation>관절</translation>
    </message>
    <message>
        <source>Key points were not judged: the labels have none.</source>
        <translation>라벨에 관절이 없어 관절을 평가하지 않았습니다.</translation>
    </message>
    <message>
        <source>Key points, close</source>
        <translation>관절(정밀)</translation>
    </message>
    <message>
        <source>Leak: share of the room&apos;s pixels with alpha 0.25 or more</source>
        <translation>유출: 방의 픽셀 가운데 알파가 0.25 이상인 비율</translation>
    </message>
    <message>
        <source>Loose pieces</source>
        <translation>떨어진 조각</translation>
    </message>
    <message>
        <source>MAD: mean absolute difference of alpha</source>
        <translation>MAD: 알파의 평균 절대 차이</translation>
    </message>
    <message>
        <source>MSE: mean squared difference of alpha</source>
        <translation>MSE: 알파의 평균 제곱 차이</translation>
    </message>
    <message>
        <source>Matte error</source>
        <translation>매트 오차</translation>
    </message>
    <message>
        <source>No base model comes with this program.</source>
        <translation>이 프로그램에는 기본 모델이 들어 있지 않습니다.</translation>
    </message>
    <message>
        <source>Of {total} frames {count} were judged, in stretches spread over all of them.</source>
        <translation>{total}프레임 가운데 전체에 고루 퍼진 {count}프레임을 평가했습니다.</translation>
    </message>
    <message>
        <source>Only {count} frames could be judged: most differences may be chance.</source>
        <translation>{count}프레임만 평가할 수 있었습니다. 차이 대부분이 우연일 수 있습니다.</translation>
    </message>
    <message>
        <source>Overlap</source>
        <translation>겹침</translation>
    </message>
    <message>
        <source>PCK: points within 10 % of the person&apos;s longer side</source>
        <translation>PCK: 인물의 긴 변의 10 % 안에 있는 관절</translation>
    </message>
    <message>
        <source>PCK: points within 5 % of the person&apos;s longer side</source>
        <translation>PCK: 인물의 긴 변의 5 % 안에 있는 관절</translation>
    </message>
    <message>
        <source>Personal model</source>
        <translation>개인 모델</translation>
    </message>
    <message>
        <source>Room shown</source>
        <translation>보이는 방</translation>
    </message>
    <message>
        <source>Squared error</source>
        <translation>제곱 오차</translation>
    </message>
    <message>
        <source>Teacher&apos;s labels</source>
        <translation>교사의 라벨</translation>
    </message>
    <message>
        <source>The base model cannot run here: {reason}</source>
        <translation>기본 모델을 여기서 실행할 수 없습니다: {reason}</translation>
    </message>
    <message>
        <source>The key points of the general model are those of {name}.</source>
        <translation>범용 모델의 관절은 다음 신경망의 것입니다: {name}.</translation>
    </message>
    <message>
        <source>The machine was busy with other work: alone it would be faster.</source>
        <translation>컴퓨터가 다른 일로 바빴습니다. 혼자 실행되면 더 빠릅니다.</translation>
    </message>
    <message>
        <source>The model is not installed: its weights were judged as they would be.</source>
        <translation>모델이 설치되어 있지 않습니다. 설치되었을 때와 같이 가중치를 평가했습니다.</translation>
    </message>
    <message>
        <source>The personal model finds the person better than {rivals}, but not everything about it is better.</source>
        <translation>개인 모델이 인물을 더 잘 찾지만, 모든 면에서 더 좋지는 않습니다. 비교 대상: {rivals}.</translation>
    </message>
    <message>
        <source>The personal model is NOT better than {rivals} here.</source>
        <translation>여기서는 개인 모델이 더 좋지 않습니다. 비교 대상: {rivals}.</translation>
    </message>
    <message>
        <source>The personal model is better than {rivals} here.</source>
        <translation>여기서는 개인 모델이 더 좋습니다. 비교 대상: {rivals}.</translation>
    </message>
    <message>
        <source>The teacher&apos;s labels were judged on the {count} frames that have one.</source>
        <translation>교사의 라벨은 라벨이 있는 {count}프레임에서 평가했습니다.</translation>
    </message>
    <message>
        <source>The video ends before the labels do: {count} frames were not judged.</source>
        <translation>동영상이 라벨보다 먼저 끝납니다. {count}프레임을 평가하지 못했습니다.</translation>
    </message>
    <message>
        <source>The video was not used ({reason}): the networks saw the labelled pictures only, which is harder for those that follow the person.</source>
        <translation>동영상을 쓰지 않았습니다({reason}). 신경망은 라벨이 있는 이미지만 보았으며, 인물을 따라가는 신경망에는 이것이 더 어렵습니다.</translation>
    </message>
    <message>
        <source>The whole session was judged, as if none of it had been trained on.</source>
        <translation>세션 전체를 학습에 쓰이지 않은 것으로 보고 평가했습니다.</translation>
    </message>
    <message>
        <source>There is no general model on this machine: {reason}</source>
        <translation>이 컴퓨터에는 범용 모델이 없습니다: {reason}</translation>
    </message>
    <message>
        <source>There is nothing on this machine to compare it with.</source>
        <translation>이 컴퓨터에는 비교할 대상이 없습니다.</translation>
    </message>
    <message>
        <source>Until there is a better one, {rival} is the better choice: choose it in Segment, or have the model before back by &apos;muse models rollback&apos;.</source>
        <translation>더 좋은 모델이 나올 때까지는 이것이 더 나은 선택입니다: {rival}. 인물 분리 노드에서 선택하거나, &apos;muse models rollback&apos;으로 이전 모델을 되돌리세요.</translation>
    </message>
    <message>
        <source>dtSSD: change from frame to frame that is not there</source>
        <translation>dtSSD: 실제로는 없는 프레임 사이의 변화</translation>
    </message>
    <message>
        <source>the base model ({name})</source>
        <translation>기본 모델({name})</translation>
    </message>
    <message>
        <source>the general model ({name})</source>
        <translation>범용 모델({name})</translation>
    </message>
    <message>
        <source>the personal model</source>
        <translation>개인 모델</translation>
    </message>
    <message>
        <source>the teacher</source>
        <translation>교사</translation>
    </message>
    <message>
        <source>{file} was not measured: {reason}</source>
        <translation>{file}의 시간을 재지 못했습니다: {reason}</translation>
    </message>
    <message>
        <source>{first} and {last}</source>
        <translation>{first}, {last}</translation>
    </message>
    <message>
        <source>{measure}: {student} and {other} of {rival}; the difference may be chance.</source>
        <translation>{measure}: {student}, {rival}: {other}. 차이가 우연일 수 있습니다.</translation>
    </message>
    <message>
        <source>{measure}: {student} instead of {other} of {rival}, {percent} % WORSE.</source>
        <translation>{measure}: {student}, {rival}: {other}. {percent} % 더 나쁩니다.</translation>
    </message>
    <message>
        <source>{measure}: {student} instead of {other} of {rival}, {percent} % better.</source>
        <translation>{measure}: {student}, {rival}: {other}. {percent} % 더 좋습니다.</translation>
    </message>
    <message>
        <source>{measure}: {student}, as {rival} ({other}).</source>
        <translation>{measure}: {student}, {rival}: {other}. 같습니다.</translation>
    </message>
    <message>
        <source>{name} gives no key points: {reason}</source>
        <translation>{name}에서는 관절이 나오지 않습니다: {reason}</translation>
    </message>
</context>
</TS>
