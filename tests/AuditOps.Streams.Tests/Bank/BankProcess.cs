using System.Diagnostics;
using System.Globalization;

namespace AuditOps.Streams.Tests.Bank;

/// <summary>A child process: this test executable, running one explicit test until it is killed.</summary>
internal sealed class BankProcess : IDisposable
{
    private readonly Process _process;

    public BankProcess(string test, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "AuditOps.Streams.Tests")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-explicit", "only", "-method", $"*.BankChildren.{test}" })
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines it printed, for a failure message.</summary>
    public string Tail
    {
        get
        {
            lock (_lines)
                return string.Join(Environment.NewLine, _lines);
        }
    }

    private readonly Queue<string> _lines = new();

    /// <summary>SIGKILL: no chance to say goodbye.</summary>
    public void Kill()
    {
        if (_process.HasExited)
            return;
        // A stopped process takes SIGKILL as well.
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Freezes it as a machine does that swaps or is suspended.</summary>
    public void Stop() => Signal("STOP");

    public void Continue() => Signal("CONT");

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > 40)
                _lines.Dequeue();
        }
    }
}
