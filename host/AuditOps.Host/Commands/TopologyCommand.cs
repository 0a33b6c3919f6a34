using System.CommandLine;

namespace AuditOps.Host.Commands;

internal static class TopologyCommand
{
    public static Command Create()
    {
        var mermaid = new Option<bool>("--mermaid") { Description = "As Mermaid flow charts, one after the other." };
        var command = new Command("topology", "Print the stream topologies: sources, processors, stores, tables and sinks by name.\nExample: auditops topology --mermaid") { mermaid };
        command.SetAction(parsed =>
        {
            foreach (var topology in Processors.Topologies.All()) Console.Out.WriteLine(parsed.GetValue(mermaid) ? topology.DescribeAsMermaid() : topology.Describe());
            return ExitCode.Done;
        });
        return command;
    }
}
