"""The invented world that the stand-ins show: places, people, goods, and the stories that happen to them."""
