using System.CommandLine;
using System.Text.Json;
using AuditOps.Collectors;
using AuditOps.Collectors.Configuration;

namespace AuditOps.Host.Commands;

internal static class ConfigCommand
{
    private const string Variable = "AUDITOPS_COLLECT_CONFIG";

    public static JsonSerializerOptions Json { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly JsonSerializerOptions Shown = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static Command Create() => new("config", "The tenants that are collected from.\nExample: auditops config check --config collect.json") { Check(), Show() };

    public static Option<string> File() => new("--config")
    {
        Description = $"File that names the tenants (docs/configuration.md). Default: {Variable}, else ./collect.json.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) ?? "collect.json",
    };

    /// <exception cref="HostException">The file has faults; the message names all of them.</exception>
    public static CollectConfiguration Load(string file)
    {
        try
        {
            return CollectConfiguration.Load(file);
        }
        catch (CollectorsException exception)
        {
            throw new HostException(exception.Message, exception);
        }
    }

    private static Command Check()
    {
        var config = File();
        var json = CommonOptions.Json();
        var command = new Command("check", "Try the credentials and permissions of every tenant and say what is granted and what is missing. Changes nothing.\nExample: auditops config check --config collect.json") { config, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var rows = await ConfigurationCheck.RunAsync(Load(parsed.GetValue(config)!), TimeProvider.System, cancel);
            if (parsed.GetValue(json)) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new { rows }, Json));
            else await WriteAsync(rows);
            return rows.All(row => row.State == CheckRow.Granted) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static Command Show()
    {
        var config = File();
        var command = new Command("show", "Print the configuration as it is understood, defaults included, secrets left out.\nExample: auditops config show --config collect.json") { config };
        command.SetAction(async (parsed, _) =>
        {
            var configuration = Load(parsed.GetValue(config)!);
            var tenants = configuration.Tenants.Select(tenant => new
            {
                tenant.Name,
                tenant.TenantId,
                tenant.ClientId,
                Credential = tenant.Credential.Kind,
                Cloud = tenant.Cloud.ToString(),
                Login = tenant.Endpoints.Login,
                Graph = tenant.Endpoints.Graph,
                Management = tenant.Endpoints.Management,
                Feeds = tenant.Feeds.Select(feed => feed.Name),
                tenant.Windows,
            });
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new { tenants, configuration.Limits, configuration.Notifications }, Shown));
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task WriteAsync(IReadOnlyList<CheckRow> rows)
    {
        var tenant = Math.Max(6, rows.Max(row => row.Tenant.Length));
        var feed = Math.Max(4, rows.Max(row => row.Feed.Length));
        await Console.Out.WriteLineAsync($"{"tenant".PadRight(tenant)}  {"feed".PadRight(feed)}  state    permission");
        foreach (var row in rows)
        {
            await Console.Out.WriteLineAsync($"{row.Tenant.PadRight(tenant)}  {row.Feed.PadRight(feed)}  {row.State,-7}  {row.Permission}{(row.Detail.Length > 0 ? $"  ({row.Detail.TrimEnd('.')})" : "")}");
        }
    }
}
