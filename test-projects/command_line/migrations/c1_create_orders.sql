-- revision: c1
-- down_revision: a1
-- branch_labels: orders
-- depends_on: b1
-- message: create orders

-- kiln:upgrade
CREATE TABLE purchase(id INTEGER PRIMARY KEY, item INTEGER REFERENCES item);

-- kiln:downgrade
DROP TABLE purchase;
