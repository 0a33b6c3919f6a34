using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Acts;

internal static class EverydayLogons
{
    private static readonly int[] Errors = [SignInErrors.None, SignInErrors.InvalidPassword, SignInErrors.MfaRequired, SignInErrors.KeepSignedIn, SignInErrors.MfaDenied, SignInErrors.PasswordExpired, SignInErrors.BlockedByPolicy, SignInErrors.Locked];
    private static readonly double[] ErrorWeights = [90, 3, 3, 2, 0.4, 0.4, 0.6, 0.2];
    private static readonly string[] Clients = ["Browser", "Mobile Apps and Desktop clients", "Exchange ActiveSync", "IMAP4", "Authenticated SMTP", "Other clients", "POP3"];
    private static readonly double[] ClientWeights = [55, 43, 1, 0.3, 0.3, 0.2, 0.1];

    /// <summary>People borrow machines, too.</summary>
    private const double UnknownDevices = 0.03;

    private const int FirstLegacyClient = 3;

    /// <summary>The Graph log: about a tenth is by services.</summary>
    public static Logon OfAnybody(Org org, DateTime time, ref Dice dice)
    {
        var kind = dice.Unit();
        return kind < 0.08 ? OfService(org, SignInKind.ServicePrincipal, ref dice) : kind < 0.11 ? OfService(org, SignInKind.ManagedIdentity, ref dice) : OfPerson(org, time, ref dice);
    }

    public static Logon OfPerson(Org org, DateTime time, ref Dice dice)
    {
        var person = dice.Chance(0.02) ? dice.Pick(org.People) : org.AtWork(time, ref dice);
        var where = Whereabouts.Of(person, time, ref dice);
        var isAdmin = person.Role >= 0 && dice.Chance(0.3);
        var app = isAdmin ? dice.Pick(FirstParty.Administrative) : FirstParty.Everyday[dice.Weighted(FirstParty.EverydayWeights)];
        var error = person.IsEnabled ? Errors[dice.Weighted(ErrorWeights)] : SignInErrors.Disabled;
        var interactive = error != SignInErrors.None || dice.Chance(0.4);
        var asked = interactive && (error is SignInErrors.MfaDenied || (error == SignInErrors.None && dice.Chance(0.3)));
        var client = dice.Weighted(ClientWeights);
        return new Logon
        {
            Kind = interactive ? SignInKind.Interactive : SignInKind.NonInteractive,
            Person = person,
            App = app,
            Resource = isAdmin ? FirstParty.AzureManagement : app == FirstParty.SharePoint ? FirstParty.SharePoint : app == FirstParty.Exchange || app == FirstParty.OutlookWeb ? FirstParty.Exchange : FirstParty.Graph,
            Address = where.Address,
            Place = where.Place,
            Asn = where.Asn,
            Device = dice.Chance(UnknownDevices) ? Computers.Unknown(ref dice) : where.Device,
            UserAgent = client >= FirstLegacyClient ? "BAV2ROPC" : null,
            Error = error,
            Client = Clients[client],
            Protocol = dice.Chance(0.003) ? "deviceCode" : "none",
            Mfa = error == SignInErrors.None && dice.Chance(0.85),
            MfaAnswer = asked ? error == SignInErrors.MfaDenied ? dice.Chance(0.5) ? "MFA denied; user declined the authentication" : "MFA denied; user did not respond to mobile app notification" : "MFA successfully completed" : null,
            Session = where.Session,
        };
    }

    private static Logon OfService(Org org, SignInKind kind, ref Dice dice)
    {
        var index = dice.Below(org.Services.Length);
        var service = org.Services[index];
        // Most run in the office's machine room, some work is done by a hosting provider.
        var isHosted = dice.Chance(0.08);
        var place = isHosted ? dice.Pick(Places.Hosting) : org.Offices[index % org.Offices.Length];
        return new Logon
        {
            Kind = kind,
            Service = service,
            App = service,
            Resource = dice.Chance(0.7) ? FirstParty.Graph : FirstParty.Exchange,
            Address = $"{place.OfficeNet}.{200 + index}",
            Place = place,
            Asn = isHosted ? place.Asn : Places.OfficeAsn,
            Error = dice.Chance(0.01) ? SignInErrors.Disabled : SignInErrors.None,
            Session = dice.Guid(),
        };
    }
}
