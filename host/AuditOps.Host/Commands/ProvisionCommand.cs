using System.CommandLine;
using AuditOps.Host.Supervision;
using AuditOps.Kafka;

namespace AuditOps.Host.Commands;

internal static class ProvisionCommand
{
    public static Command Create()
    {
        var kafka = CommonOptions.Kafka();
        var fix = new Option<bool>("--fix") { Description = "Also set right the settings of topics that differ from what this version wants" };
        var command = new Command("provision", "Create the topics that are missing; safe to repeat.\nExample: auditops provision --kafka 127.0.0.1:9092") { kafka, fix };
        command.SetAction(async (parsed, cancel) =>
        {
            await Console.Out.WriteLineAsync(await Preparation.ProvisionAsync(Connections.Kafka(parsed.GetValue(kafka)!), parsed.GetValue(fix), TimeProvider.System, cancel));
            return ExitCode.Done;
        });
        return command;
    }
}
