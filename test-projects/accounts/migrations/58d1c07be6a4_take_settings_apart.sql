-- revision: 58d1c07be6a4

-- kiln:fixture
INSERT INTO setting VALUES (2, 'theme', 'light');
