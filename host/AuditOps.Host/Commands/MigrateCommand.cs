using System.CommandLine;
using AuditOps.Host.Supervision;
using AuditOps.Warehouse;

namespace AuditOps.Host.Commands;

internal static class MigrateCommand
{
    public static Command Create()
    {
        var clickhouse = CommonOptions.ClickHouse();
        var command = new Command("migrate", "Bring ClickHouse's tables up to date; safe to repeat, refuses a migration that was changed after it ran.\nExample: auditops migrate --clickhouse http://127.0.0.1:8123") { clickhouse };
        command.SetAction(async (parsed, cancel) =>
        {
            await Console.Out.WriteLineAsync(await Preparation.MigrateAsync(Connections.Warehouse(parsed.GetValue(clickhouse)!), cancel));
            return ExitCode.Done;
        });
        return command;
    }
}
