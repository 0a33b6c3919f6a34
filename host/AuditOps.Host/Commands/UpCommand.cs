using System.CommandLine;
using AuditOps.Host.Supervision;

namespace AuditOps.Host.Commands;

internal static class UpCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data("everything that is kept");
        var apiPort = PortOption("--api-port", 8080, "REST API");
        var kafkaPort = PortOption("--kafka-port", 9092, "Kafka broker");
        var clickhousePort = PortOption("--clickhouse-port", 8123, "ClickHouse HTTP interface");
        var apiKey = new Option<string?>("--api-key") { Description = "API key to accept. Default: one made at first start and kept in the data folder." };
        var noSample = new Option<bool>("--no-sample") { Description = "Do not load the generated sample at first start." };
        var noSimulator = new Option<bool>("--no-simulator") { Description = "Do not run a simulated tenant." };
        var reset = new Option<bool>("--reset") { Description = "Delete what the data folder holds, then start." };
        var tenants = new Option<string?>("--tenants") { Description = "Collect from the tenants that this file names (docs/configuration.md)." };
        var notify = NotifyCommand.File();
        var risk = RiskFile.Option();
        var readyFile = new Option<string?>("--ready-file") { Description = "Write this file when everything answers: JSON with addresses and process ids." };

        var command = new Command("up", "Run everything on this machine: broker, ClickHouse, processing and API, without Docker.\nExample: auditops up --data ./data --api-port 8080")
        {
            data, apiPort, kafkaPort, clickhousePort, apiKey, noSample, noSimulator, tenants, notify, risk, reset, readyFile,
        };
        command.SetAction((parsed, cancel) => new Supervisor(
            new UpOptions
            {
                DataDirectory = parsed.GetValue(data)!,
                ApiPort = parsed.GetValue(apiPort),
                KafkaPort = parsed.GetValue(kafkaPort),
                ClickHousePort = parsed.GetValue(clickhousePort),
                ApiKey = parsed.GetValue(apiKey),
                NoSample = parsed.GetValue(noSample),
                NoSimulator = parsed.GetValue(noSimulator),
                Reset = parsed.GetValue(reset),
                TenantsFile = parsed.GetValue(tenants),
                NotifyFile = parsed.GetValue(notify),
                RiskFile = parsed.GetValue(risk),
                ReadyFile = parsed.GetValue(readyFile),
            },
            TimeProvider.System,
            Console.Out).RunAsync(cancel));
        return command;
    }

    private static Option<int> PortOption(string name, int standard, string what)
    {
        var option = new Option<int>(name) { Description = $"Port of the {what}; 0 = any free one.", DefaultValueFactory = _ => standard };
        CommonOptions.CheckPort(option);
        return option;
    }
}
