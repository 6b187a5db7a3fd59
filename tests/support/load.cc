// SPDX-License-Identifier: Apache-2.0
#include "support/load.h"

#include <algorithm>

#include "httplib.h"

namespace weft::test {
namespace {

Sample SendOne(::httplib::Client& client, const LoadOptions& options, const ::httplib::Headers& headers) {
  Sample sample;
  sample.sent = std::chrono::steady_clock::now();
  const ::httplib::Result result = client.Get(options.path, headers);
  sample.done = std::chrono::steady_clock::now();
  if (result) {
    sample.status = result->status;
    sample.marker = options.marker(result->body);
  } else {
    sample.marker = "no answer: " + ::httplib::to_string(result.error());
  }
  return sample;
}

}  // namespace

Load::Load(LoadOptions options)
    : options_(std::move(options)), start_(std::chrono::steady_clock::now()), samples_(options_.threads) {
  for (std::vector<Sample>& samples : samples_) threads_.emplace_back([this, &samples] { Send(samples); });
}

Load::~Load() {
  stopping_ = true;
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void Load::Send(std::vector<Sample>& samples) {
  ::httplib::Client client(options_.host, options_.port);
  client.set_keep_alive(true);
  client.set_tcp_nodelay(true);
  client.set_connection_timeout(options_.timeout);
  client.set_read_timeout(options_.timeout);
  ::httplib::Headers headers;
  for (const auto& [name, value] : options_.headers) headers.emplace(name, value);
  const std::chrono::duration<double> interval(1 / options_.per_second);
  while (!stopping_) {
    const auto offset = std::chrono::duration_cast<std::chrono::nanoseconds>(next_++ * interval);
    const SteadyTime intended = start_ + offset;
    std::this_thread::sleep_until(intended);
    Sample sample = SendOne(client, options_, headers);
    sample.intended = intended;
    samples.push_back(std::move(sample));
    ++completed_;
  }
}

std::vector<Sample> Load::Stop() {
  stopping_ = true;
  std::vector<Sample> all;
  for (size_t i = 0; i < threads_.size(); ++i) {
    threads_[i].join();
    all.insert(all.end(), samples_[i].begin(), samples_[i].end());
  }
  std::sort(all.begin(), all.end(), [](const Sample& a, const Sample& b) { return a.intended < b.intended; });
  return all;
}

std::chrono::nanoseconds LatencyQuantile(const std::vector<Sample>& samples, double quantile) {
  if (samples.empty()) return {};
  std::vector<std::chrono::nanoseconds> latencies;
  for (const Sample& sample : samples) latencies.push_back(sample.Latency());
  const size_t rank = std::min(latencies.size() - 1, static_cast<size_t>(quantile * static_cast<double>(latencies.size())));
  std::nth_element(latencies.begin(), latencies.begin() + rank, latencies.end());
  return latencies[rank];
}

}  // namespace weft::test
