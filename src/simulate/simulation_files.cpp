// SPDX-License-Identifier: Apache-2.0
#include "simulate/simulation_files.hpp"

#include "base/file.hpp"
#include "capture/capture_writer.hpp"

namespace vedette {

Result<Simulation> write_simulation(const SimulationRequest& request, const SimulationPaths& paths,
                                    const WorkContext& work) {
  CaptureWriter writer = VEDETTE_TRY(CaptureWriter::create(paths.capture));
  Simulation simulation = VEDETTE_TRY(simulate(
      request,
      [&](TimeNs time, std::span<const std::uint8_t> frame) { return writer.write(time, frame); },
      work));
  VEDETTE_TRY(writer.finish());
  VEDETTE_TRY(write_file_atomically(paths.labels, simulation.labels.to_csv()));
  return simulation;
}

}  // namespace vedette
