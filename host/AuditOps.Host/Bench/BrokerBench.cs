using System.Text.Json;
using AuditOps.Host.Commands;

namespace AuditOps.Host.Bench;

/// <summary>
/// <c>auditops bench broker</c>: the embedded broker (a process of its own, acknowledged = on disk) beside librdkafka's in-process mock cluster, same client, same run,
/// rounds interleaved. The figures that count are the ratios; rates and CPU belong to the machine.
/// </summary>
internal static class BrokerBench
{
    public static async Task<int> RunAsync(BrokerBenchOptions options, bool json, TextWriter output, CancellationToken cancel)
    {
        var directory = Directory.CreateTempSubdirectory("auditops-bench-");
        var rounds = new List<Round>();
        try
        {
            for (var round = 0; round < options.Rounds; round++)
            {
                cancel.ThrowIfCancellationRequested();
                var mock = Mock(options, round);
                var ours = await OursAsync(options, round, Path.Combine(directory.FullName, $"r{round}"), cancel);
                rounds.Add(new Round(mock, ours));
                if (!json) await output.WriteLineAsync($"round {round + 1}: produce {ours.Produce:N0}/s beside {mock.Produce:N0}/s ({ours.Produce / mock.Produce:P0}), consume {ours.Consume:N0}/s beside {mock.Consume:N0}/s ({ours.Consume / mock.Consume:P0})");
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        var produce = Middle(rounds, round => round.Ours.Produce / round.Mock.Produce);
        var consume = Middle(rounds, round => round.Ours.Consume / round.Mock.Consume);
        var ourRate = Middle(rounds, round => round.Ours.Produce);
        var ourRead = Middle(rounds, round => round.Ours.Consume);
        var cpu = Middle(rounds, round => round.Ours.CpuPerGb);
        var mockCpu = Middle(rounds, round => round.Mock.CpuPerGb);
        if (json)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new
            {
                produce_ratio = Math.Round(produce, 3),
                consume_ratio = Math.Round(consume, 3),
                produce_per_second = Math.Round(ourRate),
                consume_per_second = Math.Round(ourRead),
                cpu_seconds_per_gb = Math.Round(cpu, 2),
                mock_cpu_seconds_per_gb = Math.Round(mockCpu, 2),
                message_bytes = options.Size,
                topics = options.Topics,
                rounds = options.Rounds,
            }));
        }
        else
        {
            await output.WriteLineAsync($"middle of {options.Rounds}: produce {produce:P0} of the mock, consume {consume:P0}; CPU s per GB written and read: {cpu:F2}, mock {mockCpu:F2}");
        }

        return ExitCode.Done;
    }

    private static Side Mock(BrokerBenchOptions options, int round)
    {
        using var mock = new MockCluster();
        var before = MockCluster.CpuSeconds;
        return Measure(new BrokerBenchLoad(options, mock.BootstrapServers, $"m{round}-"), options, () => MockCluster.CpuSeconds - before);
    }

    private static async Task<Side> OursAsync(BrokerBenchOptions options, int round, string data, CancellationToken cancel)
    {
        await using var broker = await BenchRole.StartAsync("broker", ["broker", "--data", data, "--port", "0", "--auto-create-topics"], cancel);
        var before = ThreadCpu.OfProcess(broker.ProcessId);
        return Measure(new BrokerBenchLoad(options, broker.Address, $"o{round}-"), options, () => ThreadCpu.OfProcess(broker.ProcessId) - before);
    }

    private static Side Measure(BrokerBenchLoad load, BrokerBenchOptions options, Func<double> cpuSeconds)
    {
        var produce = load.Produce();
        var consume = load.Consume();
        var gigabytes = 2.0 * load.Messages * options.Size / 1e9;
        return new Side(produce, consume, cpuSeconds() / gigabytes);
    }

    private static double Middle(List<Round> rounds, Func<Round, double> value)
    {
        var sorted = rounds.Select(value).Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private sealed record Side(double Produce, double Consume, double CpuPerGb);

    private sealed record Round(Side Mock, Side Ours);
}
