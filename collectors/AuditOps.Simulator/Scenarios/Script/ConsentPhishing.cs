using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios.Script;

/// <summary>Somebody allows an unknown application to read mail while they are away.</summary>
internal static class ConsentPhishing
{
    private static readonly string[] Apps = ["Document Viewer", "Calendar Plus", "Mail Cleaner", "Meeting Notes"];

    public static void Play(Stage stage)
    {
        var victim = stage.Victim();
        var own = new Attacker(victim.OfficeAddress, victim.Office, victim.Computer, stage.Dice.Guid());
        var app = new DirectoryTarget("ServicePrincipal", stage.Dice.Guid(), stage.Dice.Pick(Apps));
        const string scope = "openid profile offline_access Mail.Read Mail.Send Files.Read.All";
        stage.Change(stage.By(victim, own, "ApplicationManagement", "Add service principal", "Add", app));
        stage.Wait(1, 3);
        stage.Change(stage.By(victim, own, "ApplicationManagement", "Add delegated permission grant", "Assign", app) with { Changes = [("DelegatedPermissionGrant.Scope", null, $"\" {scope}\""), ("DelegatedPermissionGrant.ConsentType", null, "\"Principal\"")] });
        stage.Wait(1, 3);
        stage.Change(stage.By(victim, own, "ApplicationManagement", "Consent to application", "Assign", app) with { Changes = [("ConsentContext.IsAdminConsent", null, "\"False\""), ("ConsentContext.OnBehalfOfAll", null, "\"False\""), ("ConsentAction.Permissions", null, $"\"[] => [[Id: x, ClientId: {app.Id}, PrincipalId: {victim.Id}, ConsentType: Principal, Scope: {scope}]]\"")] });
        var from = stage.Attacker();
        for (var i = 0; i < 12; i++)
        {
            stage.Wait(60, 600);
            stage.Mail(victim, victim, from, "MailItemsAccessed", "");
        }
    }
}
