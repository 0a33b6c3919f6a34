using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios.Script;

/// <summary>A second secret for an application that already has rights; later the application comes from elsewhere.</summary>
internal static class AppCredentialBackdoor
{
    public static void Play(Stage stage)
    {
        var from = stage.Attacker();
        var admin = stage.Admin(DirectoryRoles.GlobalAdministrator);
        var service = stage.Dice.Pick(stage.Org.Services);
        stage.Logon(stage.Try(admin, from) with { App = FirstParty.AzureCli, Resource = FirstParty.AzureManagement });
        stage.Wait(100, 700);
        stage.Change(stage.By(admin, from, "ApplicationManagement", "Update application – Certificates and secrets management ", "Update", new DirectoryTarget("Application", service.ObjectId, service.Name)) with { Changes = [("KeyDescription", "[]", $"[\"[KeyIdentifier={stage.Dice.Guid()},KeyType=Password,KeyUsage=Verify,DisplayName=rotation]\"]"), ("Included Updated Properties", null, "\"KeyDescription\"")] });
        stage.Wait(1, 4);
        stage.Change(stage.By(admin, from, "ApplicationManagement", "Add service principal credentials", "Update", new DirectoryTarget("ServicePrincipal", service.ObjectId, service.Name)));
        for (var i = 0; i < 3; i++)
        {
            stage.Wait(600, 3_000);
            stage.Service(service, from);
        }
    }
}
