"""What this machine has, what is missing, and what to do about it. No window is needed.

``muse doctor`` prints it, the editor shows it as a page. A check is a function from a ``Case`` to
findings; ``CHECKS`` has all of them in the order in which they are shown.
"""

from muse_nodes.doctor.checks import CHECKS, Check, examine
from muse_nodes.doctor.examination import Examination, News
from muse_nodes.doctor.finding import Case, Finding, State

__all__ = ["CHECKS", "Case", "Check", "Examination", "Finding", "News", "State", "examine"]
