using AuditOps.Host.Commands;
using System.Diagnostics;
using System.Text.Json;
using AuditOps.Host.Roles;

namespace AuditOps.Host.Supervision;

/// <summary>One role in a process of its own: started, watched, restarted with back-off when it dies, stopped by closing its standard input.</summary>
internal sealed class ChildRole : IAsyncDisposable
{
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(20);

    private readonly string _readyFile;
    private readonly Func<string?, IReadOnlyList<string>> _arguments;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly TimeProvider _time;
    private readonly RestartBackoff _backoff;
    private readonly ChildLog _log;
    private readonly CancellationTokenSource _stopping = new();
    private Process? _process;
    private Task _watch = Task.CompletedTask;

    /// <param name="arguments">Arguments for a start; given the address of the run before, so that a restarted child keeps its port.</param>
    /// <param name="environment">Secrets travel here and not on the command line, which every user of the machine can read.</param>
    public ChildRole(string name, DataFolder folder, Func<string?, IReadOnlyList<string>> arguments, IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        Name = name;
        _arguments = arguments;
        _environment = environment;
        _time = time;
        _backoff = new RestartBackoff(time);
        _readyFile = Path.Combine(folder.Run, name + ".json");
        _log = new ChildLog(Path.Combine(folder.Logs, name + ".log"));
    }

    public string Name { get; }

    public string? Address { get; private set; }

    public int? ProcessId => _process is { HasExited: false } process ? process.Id : null;

    public int Restarts { get; private set; }

    /// <summary>Raised after a start by which the role became ready; on a thread of the pool.</summary>
    public event Action<ChildRole>? Ready;

    /// <summary>Raised when the child ended without being asked to: its exit code.</summary>
    public event Action<ChildRole, int>? Died;

    /// <summary>Starts the child and returns when it is ready. A child that ends before that is a failure here; later ones are restarted.</summary>
    public async Task StartAsync(TimeSpan deadline, CancellationToken cancel)
    {
        var process = Launch();
        if (!await WaitReadyAsync(process, deadline, cancel))
        {
            var why = process.HasExited ? $"ended with code {process.ExitCode}" : $"was not ready within {deadline.TotalSeconds:0} s";
            throw new HostException($"{Name} {why}: {_log.LastLine}");
        }

        _watch = WatchAsync(process);
    }

    /// <summary>From now on its end is no surprise: it is not started again. Whoever stops a whole process group stops the children by themselves.</summary>
    public Task ExpectEndAsync() => _stopping.CancelAsync();

    public async Task StopAsync()
    {
        await ExpectEndAsync();
        if (_process is { HasExited: false } process)
        {
            process.StandardInput.Close();
            using var deadline = new CancellationTokenSource(StopDeadline);
            try
            {
                await process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        try
        {
            await _watch;
        }
        catch (OperationCanceledException)
        {
            // Stopped while it waited.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
        _log.Dispose();
        _stopping.Dispose();
    }

    private Process Launch()
    {
        File.Delete(_readyFile);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in _arguments(Address)) start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--ready-file");
        start.ArgumentList.Add(_readyFile);
        // Settings of the caller's own clusters are not for the embedded ones.
        foreach (var key in start.Environment.Keys.Where(key => key.StartsWith(Connections.Prefix, StringComparison.Ordinal)).ToList()) start.Environment.Remove(key);
        foreach (var (key, value) in _environment) start.Environment[key] = value;
        start.Environment[RoleRunner.SupervisedVariable] = "1";

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => _log.Write(line.Data);
        process.ErrorDataReceived += (_, line) => _log.Write(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        _backoff.Started();
        return process;
    }

    private async Task<bool> WaitReadyAsync(Process process, TimeSpan deadline, CancellationToken cancel)
    {
        var began = _time.GetTimestamp();
        while (!process.HasExited && _time.GetElapsedTime(began) < deadline)
        {
            if (File.Exists(_readyFile))
            {
                using var ready = JsonDocument.Parse(await File.ReadAllBytesAsync(_readyFile, cancel));
                Address = ready.RootElement.GetProperty("address").GetString();
                Ready?.Invoke(this);
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, cancel);
        }

        return false;
    }

    private async Task WatchAsync(Process process)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await process.WaitForExitAsync(_stopping.Token);
                Restarts++;
                Died?.Invoke(this, process.ExitCode);
                await Task.Delay(_backoff.Next(), _time, _stopping.Token);
                process = Launch();
                if (!await WaitReadyAsync(process, TimeSpan.FromMinutes(2), _stopping.Token) && !process.HasExited)
                {
                    // It lives but does not answer: ended here, the loop starts it again.
                    process.Kill(entireProcessTree: true);
                }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The watch's edge: whatever failed (a process that could not be started, a listener's file that could not be written), a child without a watch would
                // stay dead for good. The next turn waits for the child as it is, or starts it again.
                _log.Write($"auditops: watching {Name}: {exception.GetType().Name}: {exception.Message}");
                await Task.Delay(_backoff.Next(), _time, CancellationToken.None);
            }
        }
    }
}
