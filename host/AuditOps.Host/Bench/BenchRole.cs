using System.Diagnostics;
using System.Text.Json;
using AuditOps.Host.Roles;

namespace AuditOps.Host.Bench;

/// <summary>A role of this executable as a child process, for measuring: its log is dropped, its end is asked for by closing its standard input.</summary>
internal sealed class BenchRole : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _readyFile;

    private BenchRole(Process process, string readyFile, string address)
    {
        _process = process;
        _readyFile = readyFile;
        Address = address;
    }

    public string Address { get; }

    public int ProcessId => _process.Id;

    public static async Task<BenchRole> StartAsync(string name, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var readyFile = Path.Combine(Path.GetTempPath(), $"auditops-{name}-{Environment.ProcessId}-{Path.GetRandomFileName()}.json");
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--ready-file");
        start.ArgumentList.Add(readyFile);
        start.Environment[RoleRunner.SupervisedVariable] = "1";
        var process = Process.Start(start)!;
        var last = "";
        process.OutputDataReceived += (_, line) => last = line.Data ?? last;
        process.ErrorDataReceived += (_, line) => last = line.Data ?? last;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        var watch = Stopwatch.GetTimestamp();
        while (!File.Exists(readyFile))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(watch) > Deadline) throw new HostException($"{name} did not start: {last}");
            await Task.Delay(20, cancel);
        }

        using var ready = JsonDocument.Parse(await File.ReadAllBytesAsync(readyFile, cancel));
        return new BenchRole(process, readyFile, ready.RootElement.GetProperty("address").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        File.Delete(_readyFile);
    }
}
