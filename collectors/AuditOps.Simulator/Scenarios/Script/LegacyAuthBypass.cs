using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios.Script;

/// <summary>Blocked in the browser, the attacker reads mail through a protocol that knows no second factor.</summary>
internal static class LegacyAuthBypass
{
    private static readonly string[] Protocols = ["IMAP4", "POP3", "Authenticated SMTP", "Other clients"];

    public static void Play(Stage stage)
    {
        var from = stage.Attacker();
        var victim = stage.Victim();
        stage.Logon(victim, from, SignInErrors.MfaRequired);
        stage.Wait(30, 200);
        stage.Logon(victim, from, SignInErrors.BlockedByPolicy);
        var protocol = stage.Dice.Pick(Protocols);
        for (var i = 0; i < 4; i++)
        {
            stage.Wait(60, 400);
            stage.Logon(stage.Try(victim, from) with { App = FirstParty.Exchange, Resource = FirstParty.Exchange, Client = protocol, UserAgent = "BAV2ROPC" });
            stage.Mail(victim, victim, from, "MailItemsAccessed", "");
        }
    }
}
