using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using AuditOps.Embedded.ClickHouse;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Embedded.Tests.ClickHouse;

/// <summary>A server in a process of its own: this test program run again with <see cref="ChildServerEntry"/> alone.</summary>
internal sealed class ChildServer : IAsyncDisposable
{
    internal const string DirectoryVariable = "AUDITOPS_TEST_CHILD_CLICKHOUSE";

    private readonly Process process;
    private readonly Task<string> output;

    private ChildServer(Process process, Task<string> output)
    {
        this.process = process;
        this.output = output;
    }

    public Uri Address { get; private set; } = new("http://invalid/");

    public int ProcessId => process.Id;

    public static async Task<ChildServer> StartAsync(string directory)
    {
        var ready = ReadyFile(directory);
        File.Delete(ready);
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(ChildServer).Assembly.Location);
        start.ArgumentList.Add("-method");
        start.ArgumentList.Add("*" + nameof(ChildServerEntry) + ".*");
        start.Environment[DirectoryVariable] = directory;
        var process = Process.Start(start)!;
        var child = new ChildServer(process, process.StandardOutput.ReadToEndAsync());
        try
        {
            await Deadline.UntilAsync(() => process.HasExited ? throw new InvalidOperationException("the child ended") : Task.FromResult(File.Exists(ready)), "the child listens");
        }
        catch (InvalidOperationException)
        {
            Assert.Fail(await child.output);
        }

        child.Address = new Uri(await File.ReadAllTextAsync(ready));
        return child;
    }

    public static string ReadyFile(string directory) => directory + ".ready";

    public HttpClient Client() => new() { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Resident memory, MiB.</summary>
    public long ResidentMegabytes()
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    public void Kill() => process.Kill();

    /// <summary>Waits for the end and gives the exit code.</summary>
    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
        return process.ExitCode;
    }

    /// <summary>Asks for a graceful stop: the child ends when its input does.</summary>
    public void Stop() => process.StandardInput.Close();

    /// <summary>Makes native code of the child read an address that is not there.</summary>
    public void Crash() => process.StandardInput.WriteLine("crash");

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}

/// <summary>What the child runs; nothing in an ordinary run.</summary>
public sealed class ChildServerEntry
{
    [Fact]
    public async Task Serves_until_its_input_ends()
    {
        var directory = Environment.GetEnvironmentVariable(ChildServer.DirectoryVariable);
        if (directory is null) return;
        var server = await ClickHouseServer.StartAsync(RunningServer.Options(directory), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        // The engine's signal handlers are gone: this would otherwise end the process.
        string? nothing = Environment.GetEnvironmentVariable("AUDITOPS_NO_SUCH_VARIABLE");
        for (var i = 0; i < 3; i++) Assert.Throws<NullReferenceException>(() => nothing!.Length);
        await File.WriteAllTextAsync(ChildServer.ReadyFile(directory) + ".tmp", server.Address.ToString());
        File.Move(ChildServer.ReadyFile(directory) + ".tmp", ChildServer.ReadyFile(directory));
        if (await Console.In.ReadLineAsync() == "crash") StringLength(8);
        Assert.Throws<NullReferenceException>(() => nothing!.Length);
        await server.StopAsync();
        Assert.Throws<NullReferenceException>(() => nothing!.Length);
    }

    [DllImport("libc", EntryPoint = "strlen")]
    private static extern nint StringLength(nint text);
}
