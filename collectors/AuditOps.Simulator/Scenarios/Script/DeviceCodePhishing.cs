using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios.Script;

/// <summary>The owner types a code that an attacker asked for; the attacker's client gets the token.</summary>
internal static class DeviceCodePhishing
{
    public static void Play(Stage stage)
    {
        var from = stage.Attacker();
        var victim = stage.Victim();
        stage.Logon(stage.Try(victim, from) with { App = FirstParty.Broker, Protocol = "deviceCode", Mfa = true });
        for (var i = 0; i < 3; i++)
        {
            stage.Wait(60, 900);
            stage.Logon(stage.Try(victim, from) with { Kind = SignInKind.NonInteractive, App = FirstParty.Office, Mfa = true });
        }

        for (var i = 0; i < 10; i++)
        {
            stage.Wait(10, 90);
            stage.Mail(victim, victim, from, "MailItemsAccessed", "");
        }
    }
}
