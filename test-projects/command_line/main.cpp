#include <kiln/command_line.hpp>
#include <shop_db/migrations.hpp>

int main(int argc, char** argv) {
    return kiln::command_line(argc, argv, shop_db::migrations(), "sqlite:///shop.db");
}
