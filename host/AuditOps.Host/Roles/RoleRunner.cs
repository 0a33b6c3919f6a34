using System.Text.Json;
using AuditOps.Host.Commands;
using Microsoft.Extensions.Logging;

namespace AuditOps.Host.Roles;

/// <summary>Runs one role until it is told to stop: by the token, or, below a supervisor, by the end of standard input.</summary>
internal static class RoleRunner
{
    /// <summary>Set by the supervisor for its children.</summary>
    public const string SupervisedVariable = "AUDITOPS_SUPERVISED";

    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string role, string? readyFile, Func<RoleContext, Task<RunningRole>> start, CancellationToken cancel)
    {
        using var loggers = HostLogging.Create();
        var logger = loggers.CreateLogger("AuditOps.Host");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var supervised = Environment.GetEnvironmentVariable(SupervisedVariable) == "1";
        if (supervised) _ = WatchParentAsync(stop);

        var running = await start(new RoleContext(loggers, TimeProvider.System, stop.Token));
        try
        {
            Log.RoleReady(logger, role, running.Address);
            if (readyFile is not null) WriteReady(readyFile, running.Address);
            var ended = await Task.WhenAny(running.Completion, Task.Delay(Timeout.Infinite, stop.Token));
            if (ended == running.Completion)
            {
                await running.Completion;
                Log.RoleEnded(logger, role, "it completed without being asked to");
                return ExitCode.Failed;
            }

            Log.RoleStops(logger, role);
            return ExitCode.Done;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A role that fails ends the process; the supervisor or the service manager starts it again.
            Log.RoleEnded(logger, role, exception.Message);
            return ExitCode.Failed;
        }
        finally
        {
            await running.StopAsync().AsTask().WaitAsync(StopDeadline, CancellationToken.None);
        }
    }

    /// <summary>The supervisor holds the other end of standard input; its end, even by SIGKILL, closes it.</summary>
    private static async Task WatchParentAsync(CancellationTokenSource stop)
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        while (await input.ReadAsync(buffer) > 0)
        {
        }

        try
        {
            await stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The role has already ended.
        }
    }

    private static void WriteReady(string file, string address)
    {
        var temporary = file + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(new { address, pid = Environment.ProcessId }));
        File.Move(temporary, file, overwrite: true);
    }
}
