using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios.Script;

/// <summary>One address tries one password on many accounts; one of them has it.</summary>
internal static class PasswordSpray
{
    public static void Play(Stage stage)
    {
        var from = stage.Attacker();
        var count = 12 + stage.Dice.Below(25);
        var first = stage.Dice.Below(stage.Org.Staff.Length);
        var lucky = stage.Dice.Below(count);
        for (var i = 0; i < count; i++)
        {
            var person = stage.Org.Staff[(first + i) % stage.Org.Staff.Length];
            var wins = i == lucky;
            stage.Logon(stage.Try(person, from) with { App = FirstParty.Office, Client = "Mobile Apps and Desktop clients", Error = wins ? SignInErrors.None : stage.Dice.Chance(0.1) ? SignInErrors.Locked : SignInErrors.InvalidPassword });
            stage.Wait(5, 35);
        }

        // Comes back to the account that opened.
        stage.Wait(300, 1_800);
        stage.Logon(stage.Org.Staff[(first + lucky) % stage.Org.Staff.Length], from);
    }
}
