using System.CommandLine;
using AuditOps.Embedded.ClickHouse;
using AuditOps.Host.Roles;

namespace AuditOps.Host.Commands;

internal static class ClickHouseCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data("ClickHouse's tables");
        var port = CommonOptions.Port(8123);
        var listen = CommonOptions.Listen();
        var readyFile = CommonOptions.ReadyFile();
        var command = new Command("clickhouse", "Run the embedded ClickHouse alone, behind its HTTP interface.\nExample: auditops clickhouse --data ./data/clickhouse --port 8123") { data, port, listen, readyFile };
        command.SetAction((parsed, cancel) =>
        {
            var options = new ClickHouseOptions { DataDirectory = parsed.GetValue(data)!, Host = parsed.GetValue(listen)!, Port = parsed.GetValue(port) };
            return RoleRunner.RunAsync("clickhouse", parsed.GetValue(readyFile), context => StartAsync(options, context), cancel);
        });
        return command;
    }

    private static async Task<RunningRole> StartAsync(ClickHouseOptions options, RoleContext context)
    {
        var server = await ClickHouseServer.StartAsync(options, context.Time, context.Loggers, context.Stop);
        return new RunningRole(server.Address.ToString(), Task.Delay(Timeout.Infinite, CancellationToken.None), async () => await server.DisposeAsync());
    }
}
