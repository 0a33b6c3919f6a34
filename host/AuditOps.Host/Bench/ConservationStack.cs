using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AuditOps.Warehouse;
using AuditOps.Warehouse.Client;

namespace AuditOps.Host.Bench;

/// <summary><c>auditops up</c> as a child process on free ports and a folder of its own, with the means to hit its parts.</summary>
internal sealed class ConservationStack : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly string _readyFile;
    private string _last = "";

    private ConservationStack(string folder, string readyFile, Process process)
    {
        Folder = folder;
        _readyFile = readyFile;
        _process = process;
    }

    public string Folder { get; }

    public string Kafka { get; private set; } = "";

    public ClickHouseClient ClickHouse { get; private set; } = null!;

    public static async Task<ConservationStack> StartAsync(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("auditops-conservation-").FullName;
        var readyFile = Path.Combine(folder, "ready.json");
        string[] arguments =
        [
            "up", "--data", Path.Combine(folder, "data"), "--api-port", "0", "--kafka-port", "0", "--clickhouse-port", "0", "--api-key", "conservation-bench-key",
            "--no-sample", "--ready-file", readyFile,
        ];
        var stack = new ConservationStack(folder, readyFile, Launch(arguments));
        stack._process.OutputDataReceived += (_, line) => stack._last = line.Data ?? stack._last;
        stack._process.ErrorDataReceived += (_, line) => stack._last = line.Data ?? stack._last;
        stack._process.BeginOutputReadLine();
        stack._process.BeginErrorReadLine();
        try
        {
            var started = Stopwatch.GetTimestamp();
            while (!File.Exists(readyFile))
            {
                if (stack._process.HasExited || Stopwatch.GetElapsedTime(started) > Deadline)
                    throw new HostException($"auditops up did not become ready: {stack._last}");
                await Task.Delay(50, cancel);
            }

            using var ready = JsonDocument.Parse(await File.ReadAllBytesAsync(readyFile, cancel));
            stack.Kafka = ready.RootElement.GetProperty("kafka").GetString()!;
            stack.ClickHouse = new ClickHouseClient(new WarehouseOptions { Address = new Uri(ready.RootElement.GetProperty("clickhouse").GetString()!) });
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>This executable with other arguments.</summary>
    public static Process Launch(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Sends a signal to a role, if it runs at this moment.</summary>
    public bool Signal(string role, string signal)
    {
        using var ready = JsonDocument.Parse(File.ReadAllBytes(_readyFile));
        var id = ready.RootElement.GetProperty("pids").GetProperty(role);
        return id.ValueKind == JsonValueKind.Number && Send(signal, id.GetInt32());
    }

    public async ValueTask DisposeAsync()
    {
        ClickHouse?.Dispose();
        if (!_process.HasExited)
        {
            Send("TERM", _process.Id);
            using var deadline = new CancellationTokenSource(Deadline);
            try
            {
                await _process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static bool Send(string signal, int id)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", ["-" + signal, id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
        kill.WaitForExit();
        return kill.ExitCode == 0;
    }
}
