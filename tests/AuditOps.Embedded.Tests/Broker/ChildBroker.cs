using System.Diagnostics;
using System.Globalization;
using AuditOps.Embedded.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>A broker in a process of its own, this test program run again, so that it can be killed without anything being put in order.</summary>
internal sealed class ChildBroker : IDisposable
{
    internal const string DirectoryVariable = "AUDITOPS_TEST_CHILD_BROKER";
    internal const string PortVariable = "AUDITOPS_TEST_CHILD_BROKER_PORT";

    private readonly Process _process;

    private ChildBroker(Process process) => _process = process;

    public int Port { get; private set; }

    /// <param name="port">0 for any; a restarted broker gets the one its clients know.</param>
    public static async Task<ChildBroker> StartAsync(string directory, int port)
    {
        File.Delete(ReadyFile(directory));
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "AuditOps.Embedded.Tests")) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-explicit", "only", "-method", "*.ChildBrokerEntry.Serves_until_killed" }) start.ArgumentList.Add(argument);
        start.Environment[DirectoryVariable] = directory;
        start.Environment[PortVariable] = port.ToString(CultureInfo.InvariantCulture);
        var child = new ChildBroker(Process.Start(start)!);
        var output = child._process.StandardOutput.ReadToEndAsync();
        _ = child._process.StandardError.ReadToEndAsync();
        var deadline = Stopwatch.StartNew();
        while (!File.Exists(ReadyFile(directory)))
        {
            if (child._process.HasExited) Assert.Fail(await output);
            Assert.True(deadline.Elapsed < TimeSpan.FromSeconds(60), "the child broker does not start");
            await Task.Delay(10);
        }
        child.Port = int.Parse(await File.ReadAllTextAsync(ReadyFile(directory)), CultureInfo.InvariantCulture);
        return child;
    }

    public static string ReadyFile(string directory) => directory + ".ready";

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}

/// <summary>What the child runs; not run with the other tests.</summary>
public sealed class ChildBrokerEntry
{
    [Fact(Explicit = true)]
    public async Task Serves_until_killed()
    {
        var directory = Environment.GetEnvironmentVariable(ChildBroker.DirectoryVariable) ?? throw new InvalidOperationException($"{ChildBroker.DirectoryVariable} is not set.");
        var options = new BrokerOptions
        {
            DataDirectory = directory,
            Port = int.Parse(Environment.GetEnvironmentVariable(ChildBroker.PortVariable) ?? "0", CultureInfo.InvariantCulture),
            MinFreeDiskBytes = 0,
            SegmentBytes = 256 * 1024,
        };
        await using var server = await BrokerServer.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance);
        await File.WriteAllTextAsync(ChildBroker.ReadyFile(directory) + ".tmp", server.Port.ToString(CultureInfo.InvariantCulture));
        File.Move(ChildBroker.ReadyFile(directory) + ".tmp", ChildBroker.ReadyFile(directory));
        // Ends with its parent as well: the input closes.
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }
}
