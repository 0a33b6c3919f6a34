using System.CommandLine;

namespace AuditOps.Host.Commands;

internal static class RulesCommand
{
    public static Command Create() => new("rules", "Check, try and take over detection rules (Sigma).\nExample: auditops rules lint processors/rules")
    {
        RulesLintCommand.Create(),
        RulesTestCommand.Create(),
        RulesImportCommand.Create(),
        RulesBacktestCommand.Create(),
    };

    public static Option<string?> Watchlists() => new("--watchlists") { Description = "YAML file with the values of placeholders: a map from names to lists." };
}
