using System.CommandLine;
using System.Text.Json;
using AuditOps.Processors;
using AuditOps.Processors.Notify;
using AuditOps.Schemas.Topics;

namespace AuditOps.Host.Commands;

internal static class NotifyCommand
{
    public static Command Create() => new("notify", "Who is told of alerts.\nExample: auditops notify test soc --notify notify.json") { Check(), Test() };

    /// <summary>The option of the roles that send.</summary>
    public static Option<string?> File() => new("--notify") { Description = "File that names who is told of alerts (docs/notifications.md)." };

    /// <returns>Null where no file is named.</returns>
    /// <exception cref="HostException">The file has faults; the message names all of them.</exception>
    public static NotifyOptions? Load(string? file)
    {
        if (file is null)
            return null;
        try
        {
            return NotifyConfiguration.Load(file);
        }
        catch (ProcessorException exception)
        {
            throw new HostException(exception.Message, exception);
        }
    }

    private static Command Check()
    {
        var file = RequiredFile();
        var json = CommonOptions.Json();
        var command = new Command("check", "Look through the file and see where each target's name leads, without sending anything.\nExample: auditops notify check --notify notify.json") { file, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var rows = await NotifyProbe.CheckAsync(Load(parsed.GetValue(file))!, cancel);
            await WriteAsync(rows, parsed.GetValue(json));
            return rows.All(row => row.IsGood) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static Command Test()
    {
        var target = new Argument<string>("target") { Description = "Name of the target." };
        var file = RequiredFile();
        var tenant = new Option<string>("--tenant") { Description = "Tenant that the test speaks of.", DefaultValueFactory = _ => "test" };
        var json = CommonOptions.Json();
        var command = new Command("test", "Send a test message to one target now and say what came of it.\nExample: auditops notify test soc --notify notify.json") { target, file, tenant, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var options = Load(parsed.GetValue(file))!;
            if (!TenantKey.TryParse(parsed.GetValue(tenant), out var whose))
                throw new HostException($"'{parsed.GetValue(tenant)}' is not a tenant's name.");
            try
            {
                var row = await NotifyProbe.TestAsync(options, parsed.GetValue(target)!, whose.Value, Environment.UserName, TimeProvider.System, cancel);
                await WriteAsync([row], parsed.GetValue(json));
                return row.IsGood ? ExitCode.Done : ExitCode.Failed;
            }
            catch (ProcessorException exception)
            {
                throw new HostException(exception.Message, exception);
            }
        });
        return command;
    }

    private static Option<string?> RequiredFile()
    {
        var option = File();
        option.Required = true;
        return option;
    }

    private static async Task WriteAsync(IReadOnlyList<ProbeRow> rows, bool asJson)
    {
        if (asJson)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new { rows = rows.Select(row => new { row.Target, row.Where, row.IsGood, row.Detail }) }, ConfigCommand.Json));
            return;
        }

        if (rows.Count == 0)
            await Console.Out.WriteLineAsync("The file names no target.");
        foreach (var row in rows)
            await Console.Out.WriteLineAsync($"{(row.IsGood ? "good" : "bad "),-5} {row.Target}  {row.Where}  {row.Detail}");
    }
}
