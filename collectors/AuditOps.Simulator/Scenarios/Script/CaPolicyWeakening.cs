using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios.Script;

/// <summary>A policy is switched off, another gets an exclusion.</summary>
internal static class CaPolicyWeakening
{
    public static void Play(Stage stage)
    {
        var from = stage.Attacker();
        var admin = stage.Admin(7);
        var excluded = stage.Victim();
        stage.Logon(stage.Try(admin, from) with { App = FirstParty.AzurePortal, Resource = FirstParty.AzureManagement, Mfa = true });
        stage.Wait(200, 1_200);
        stage.Change(Update(stage, admin, from, 0, "Multifactor authentication for everybody", "{\"state\":\"enabled\"}", "{\"state\":\"disabled\"}"));
        stage.Wait(60, 500);
        stage.Change(Update(stage, admin, from, 1, "Block legacy authentication", "{\"state\":\"enabled\",\"conditions\":{\"users\":{\"excludeUsers\":[]}}}", $"{{\"state\":\"enabled\",\"conditions\":{{\"users\":{{\"excludeUsers\":[\"{excluded.Id}\"]}}}}}}"));
    }

    private static DirectoryChange Update(Stage stage, Person admin, Attacker from, int policy, string name, string old, string now) =>
        stage.By(admin, from, "Policy", "Update conditional access policy", "Update", new DirectoryTarget("Policy", EverydayChanges.Policy(stage.Org, policy), name)) with { LoggedBy = "Conditional Access", Changes = [("ConditionalAccessPolicy", old, now)] };
}
