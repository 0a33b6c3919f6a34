using System.CommandLine;
using AuditOps.Api;
using AuditOps.Host.Roles;
using AuditOps.Warehouse;

namespace AuditOps.Host.Commands;

internal static class ApiCommand
{
    public const string KeyVariable = "AUDITOPS_API_KEY";

    public static Command Create()
    {
        var kafka = CommonOptions.Kafka();
        var clickhouse = CommonOptions.ClickHouse();
        var port = CommonOptions.Port(8080);
        var listen = CommonOptions.Listen();
        var keysFile = new Option<string?>("--keys-file") { Description = "JSON file of further keys: [{\"name\": …, \"key\": …, \"tenants\": [\"a\", \"b\"]}]; without tenants a key sees all of them." };
        var risk = RiskFile.Option();
        var readyFile = CommonOptions.ReadyFile();
        var command = new Command("api", $"Run the REST API. The key that callers send as X-Api-Key, good for all tenants, comes from {KeyVariable}; keys for single tenants from --keys-file.\nExample: {KeyVariable}=... auditops api --kafka 127.0.0.1:9092 --clickhouse http://127.0.0.1:8123 --port 8080") { kafka, clickhouse, port, listen, keysFile, risk, readyFile };
        command.SetAction((parsed, cancel) =>
        {
            var key = Environment.GetEnvironmentVariable(KeyVariable);
            var keys = parsed.GetValue(keysFile) is { } file ? ApiKeysFile.Read(file) : [];
            if (string.IsNullOrEmpty(key) && keys.Count == 0) throw new HostException($"set {KeyVariable} to the key that callers of the API must send, or name a file of keys with --keys-file.");
            var options = new ApiOptions
            {
                Host = parsed.GetValue(listen)!,
                Port = parsed.GetValue(port),
                Keys = string.IsNullOrEmpty(key) ? keys : [new ApiKey { Name = "default", Key = key }, .. keys],
                Kafka = Connections.Kafka(parsed.GetValue(kafka)!),
                Warehouse = Connections.Warehouse(parsed.GetValue(clickhouse)!),
                Risk = RiskFile.Load(parsed.GetValue(risk)),
            };
            return RoleRunner.RunAsync("api", parsed.GetValue(readyFile), context => StartAsync(options, context), cancel);
        });
        return command;
    }

    private static async Task<RunningRole> StartAsync(ApiOptions options, RoleContext context)
    {
        var server = await ApiServer.StartAsync(options, context.Time, context.Loggers, context.Stop);
        return new RunningRole(server.Address.ToString(), Task.Delay(Timeout.Infinite, CancellationToken.None), async () => await server.DisposeAsync());
    }
}
