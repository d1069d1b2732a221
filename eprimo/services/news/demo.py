"""What the news say in the demo, and in the tests of all kinds."""

SAMPLE = {"headline": False}
