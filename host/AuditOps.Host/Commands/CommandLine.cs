using System.CommandLine;

namespace AuditOps.Host.Commands;

/// <summary>The command tree of the one executable. Exit codes: 0 done, 1 failed or stopped early, 2 bad arguments or nothing usable.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("AuditOps: Microsoft 365 audit events through Kafka into answers. Start with: auditops up");
        root.Add(UpCommand.Create());
        root.Add(ImportCommand.Create());
        root.Add(BrokerCommand.Create());
        root.Add(ClickHouseCommand.Create());
        root.Add(CollectCommand.Create());
        root.Add(ConfigCommand.Create());
        root.Add(ProcessCommand.Create());
        root.Add(ApiCommand.Create());
        root.Add(NotifyCommand.Create());
        root.Add(SimulateCommand.Create());
        root.Add(ProvisionCommand.Create());
        root.Add(MigrateCommand.Create());
        root.Add(TopologyCommand.Create());
        root.Add(DlqCommand.Create());
        root.Add(TopicsCommand.Create());
        root.Add(BackupCommand.Create());
        root.Add(RestoreCommand.Create());
        root.Add(RulesCommand.Create());
        root.Add(BenchCommand.Create());

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"auditops: {string.Join(' ', parsed.Errors.Select(error => error.Message))}");
            return ExitCode.Unusable;
        }

        using var signal = new StopSignal();
        try
        {
            // Signals are ours: the library's own handling would end the process before a role has stopped in order.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, signal.Token);
        }
        catch (Exception exception)
        {
            // The edge of the process: whatever was not foreseen becomes one sentence; the stack goes to whoever asks for it.
            await Console.Error.WriteLineAsync($"auditops: {FirstLine(exception.Message)}");
            if (Environment.GetEnvironmentVariable("AUDITOPS_TRACE") == "1") await Console.Error.WriteLineAsync(exception.ToString());
            return exception is OperationCanceledException ? ExitCode.Failed : ExitCode.For(exception);
        }
    }

    private static string FirstLine(string text)
    {
        var end = text.IndexOf('\n');
        return end < 0 ? text : text[..end].TrimEnd();
    }
}
