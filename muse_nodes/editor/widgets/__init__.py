"""Small widgets that several families of the editor use."""
