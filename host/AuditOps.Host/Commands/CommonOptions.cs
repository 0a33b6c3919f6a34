using System.CommandLine;
using System.Net;

namespace AuditOps.Host.Commands;

/// <summary>Options that several commands share, made anew for each because an option belongs to one command.</summary>
internal static class CommonOptions
{
    public const string KafkaVariable = "AUDITOPS_KAFKA";
    public const string ClickHouseVariable = "AUDITOPS_CLICKHOUSE";

    public static Option<string?> ReadyFile() => new("--ready-file") { Description = "Write this file when the role answers: JSON with address and pid.", Hidden = true };

    public static Option<string> Kafka() => new("--kafka")
    {
        Description = $"Bootstrap servers of Kafka. Default: {KafkaVariable}, else 127.0.0.1:9092.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(KafkaVariable) ?? "127.0.0.1:9092",
    };

    public static Option<string> ClickHouse() => new("--clickhouse")
    {
        Description = $"Address of ClickHouse's HTTP interface. Default: {ClickHouseVariable}, else http://127.0.0.1:8123.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(ClickHouseVariable) ?? "http://127.0.0.1:8123",
    };

    public static Option<string> Data(string what) => new("--data") { Description = $"Folder of {what}.", DefaultValueFactory = _ => "./data" };

    public static Option<string> Listen() => new("--listen")
    {
        Description = "Address to listen on. Default: this machine only (127.0.0.1).",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    /// <exception cref="HostException">Not an IP address.</exception>
    public static IPAddress Address(string text) => IPAddress.TryParse(text, out var address) ? address : throw new HostException($"'{text}' is not an IP address to listen on.");

    /// <exception cref="HostException">Not an http or https address.</exception>
    public static Uri HttpAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new HostException($"'{text}' is not an http or https address.");

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object instead of text." };

    public static Option<int> Port(int standard)
    {
        var option = new Option<int>("--port") { Description = "Port to listen on; 0 = any free one.", DefaultValueFactory = _ => standard };
        CheckPort(option);
        return option;
    }

    public static void CheckPort(Option<int> option) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var port) || port is < 0 or > 65535))
        {
            result.AddError($"{option.Name} must be a number from 0 to 65535.");
        }
    });
}
