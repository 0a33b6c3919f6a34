using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios.Script;

/// <summary>A stolen session goes on from a provider that the owner never used, without a new sign-in.</summary>
internal static class NewAsnSessionTheft
{
    public static void Play(Stage stage)
    {
        var victim = stage.Victim();
        var session = stage.Dice.Guid();
        var own = new Attacker(victim.OfficeAddress, victim.Office, victim.Computer, session);
        var thief = stage.Attacker() with { Session = session };
        stage.Logon(stage.Try(victim, own) with { Asn = Places.OfficeAsn, Mfa = true, MfaAnswer = "MFA successfully completed" });
        for (var i = 0; i < 4; i++)
        {
            stage.Wait(200, 1_500);
            stage.Logon(stage.Try(victim, thief) with { Kind = SignInKind.NonInteractive, App = FirstParty.OutlookWeb, Resource = FirstParty.Exchange, Mfa = true });
        }

        for (var i = 0; i < 6; i++)
        {
            stage.Wait(20, 200);
            stage.Mail(victim, victim, thief, "MailItemsAccessed", "");
        }
    }
}
