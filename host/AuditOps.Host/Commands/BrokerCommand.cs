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
        var saslPort = new Option<int?>("--sasl-port") { Description = "A second port, on which clients log in with SCRAM-SHA-256 or SCRAM-SHA-512 (SASL_PLAINTEXT); 0 takes any free one. Without it nobody logs in." };
        var superUsers = new Option<string[]>("--super-user") { Description = "Who may do everything whatever the access control lists say, as User:NAME; User:ANONYMOUS is who does not log in. May be repeated." };
        var denyUnlisted = new Option<bool>("--deny-unlisted") { Description = "Close to everybody but super users what no access control list speaks of." };
        var readyFile = CommonOptions.ReadyFile();
        var command = new Command("broker", "Run the embedded Kafka broker alone.\nExample: auditops broker --data ./data/kafka --port 9092") { data, port, listen, saslPort, superUsers, denyUnlisted, autoCreate, readyFile, BrokerCheckCommand.Create() };
        command.SetAction((parsed, cancel) =>
        {
            var options = new BrokerOptions
            {
                DataDirectory = parsed.GetValue(data)!,
                Listen = CommonOptions.Address(parsed.GetValue(listen)!),
                Port = parsed.GetValue(port),
                SaslPort = parsed.GetValue(saslPort),
                SuperUsers = parsed.GetValue(superUsers) ?? [],
                AllowEveryoneIfNoAclFound = !parsed.GetValue(denyUnlisted),
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
