#include "tests/differential/case_json.hpp"
#include "tests/support/temporary_directory.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace kiln::differential {
namespace {

using nlohmann::json;

std::string line_of(const Case& of) {
    json questions = json::array();
    for (const Question& question : of.questions) questions.push_back(to_json(question));
    return json{{"revisions", to_json(of.nodes)}, {"questions", questions}}.dump() + "\n";
}

}  // namespace

AlembicAnswers ask_alembic(const std::vector<Case>& cases) {
    const TemporaryDirectory folder;
    std::string lines;
    for (const Case& of : cases) lines += line_of(of);
    folder.write("questions", lines);
    // Alembic's answers depend on the order of sets in places; a fixed hash makes them repeatable.
    const std::string command = "PYTHONHASHSEED=0 " KILN_PYTHON " '" KILN_DIFFERENTIAL_DIRECTORY
                                "/alembic_answers.py' <'" +
                                (folder / "questions") + "' >'" + (folder / "answers") + "'";
    if (std::system(command.c_str()) != 0) {
        throw std::runtime_error("Alembic cannot be asked; on Debian it is the package alembic\n" +
                                 command);
    }

    AlembicAnswers result;
    std::ifstream file(folder / "answers");
    std::string line;
    std::getline(file, line);
    result.version = json::parse(line).at("version");
    while (std::getline(file, line)) {
        std::vector<Answer>& answers = result.answers.emplace_back();
        const json read = json::parse(line);
        for (const json& each : read.at("answers")) {
            answers.push_back(answer_from(each));
        }
    }
    if (result.answers.size() != cases.size()) throw std::runtime_error("answers are missing");
    return result;
}

}  // namespace kiln::differential
