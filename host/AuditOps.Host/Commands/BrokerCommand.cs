using System.CommandLine;
using AuditOps.Embedded.Kafka;
using AuditOps.Host.Roles;

namespace AuditOps.Host.Commands;

internal static class BrokerCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data("the broker's log");
        var port = CommonOptions.Port(9092);
        var listen = CommonOptions.Listen();
        var autoCreate = new Option<bool>("--auto-create-topics") { Description = "Create a topic when a client asks for one that is not there." };
        var readyFile = CommonOptions.ReadyFile();
        var command = new Command("broker", "Run the embedded Kafka broker alone.\nExample: auditops broker --data ./data/kafka --port 9092") { data, port, listen, autoCreate, readyFile, BrokerCheckCommand.Create() };
        command.SetAction((parsed, cancel) =>
        {
            var options = new BrokerOptions
            {
                DataDirectory = parsed.GetValue(data)!,
                Listen = CommonOptions.Address(parsed.GetValue(listen)!),
                Port = parsed.GetValue(port),
                AutoCreateTopics = parsed.GetValue(autoCreate),
            };
            return RoleRunner.RunAsync("broker", parsed.GetValue(readyFile), context => StartAsync(options, context), cancel);
        });
        return command;
    }

    private static async Task<RunningRole> StartAsync(BrokerOptions options, RoleContext context)
    {
        var server = await BrokerServer.StartAsync(options, context.Time, context.Loggers, context.Stop);
        return new RunningRole(server.BootstrapServers, Task.Delay(Timeout.Infinite, CancellationToken.None), async () => await server.DisposeAsync());
    }
}
