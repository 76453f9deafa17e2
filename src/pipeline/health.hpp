// SPDX-License-Identifier: Apache-2.0
/// Whether what this program keeps and works with is in order: one function per thing, so that
/// whoever asks picks those that he has and has the time for.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "pipeline/home.hpp"
#include "registry/registry.hpp"
#include "store/datasets.hpp"
#include "store/store.hpp"

namespace vedette {

struct HealthCheck {
  std::string check;
  bool well = false;
  std::string message;
};

/// The outcome of one of the functions below under its name.
[[nodiscard]] HealthCheck health_check(std::string name, const Result<std::string>& outcome);

// Each returns a few words about what it found, or the error that is the finding.

[[nodiscard]] Result<std::string> home_is_writable(const Home& home);
/// Below a gibibyte is too little.
[[nodiscard]] Result<std::string> disk_has_room(const std::filesystem::path& directory);
/// Reads the whole store.
[[nodiscard]] Result<std::string> store_is_sound(Store& store);
[[nodiscard]] Result<std::string> datasets_are_complete(Datasets& datasets);
/// Reads all models.
[[nodiscard]] Result<std::string> models_are_intact(Registry& registry);
[[nodiscard]] Result<std::string> libraries_in_use();

}  // namespace vedette
