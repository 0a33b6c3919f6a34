using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios.Script;

/// <summary>Many wrong passwords for one account, then the right one.</summary>
internal static class BruteForceSuccess
{
    public static void Play(Stage stage)
    {
        var from = stage.Attacker();
        var victim = stage.Victim();
        var tries = 15 + stage.Dice.Below(40);
        for (var i = 0; i < tries; i++)
        {
            stage.Logon(victim, from, SignInErrors.InvalidPassword);
            stage.Wait(2, 14);
        }

        stage.Logon(victim, from);
        for (var i = 0; i < 8; i++)
        {
            stage.Wait(10, 120);
            stage.Mail(victim, victim, from, "MailItemsAccessed", "");
        }
    }
}
