"""The pictures of screens: taken by the robot on its walk, and judged without it."""
