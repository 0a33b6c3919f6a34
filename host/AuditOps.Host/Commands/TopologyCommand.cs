using System.CommandLine;

namespace AuditOps.Host.Commands;

internal static class TopologyCommand
{
    public static Command Create()
    {
        var command = new Command("topology", "Print the stream topologies: sources, processors and sinks by name.\nExample: auditops topology");
        command.SetAction(_ =>
        {
            foreach (var topology in Processors.Topologies.All()) Console.Out.WriteLine(topology.Describe());
            return ExitCode.Done;
        });
        return command;
    }
}
