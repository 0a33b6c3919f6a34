using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Scenarios;

/// <summary>What a scenario plays on: people to choose from, a clock to move on, and a list that fills with events.</summary>
internal sealed class Stage(Org org, ulong seed, DateTime start)
{
    /// <summary>Public as a field: a copy would repeat its choices.</summary>
    public Dice Dice = new(seed);

    public Org Org => org;

    public DateTime At { get; private set; } = start;

    public List<ScriptedEvent> Events { get; } = [];

    /// <summary>Whose accounts the attack uses or tries.</summary>
    public SortedSet<string> Actors { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Addresses { get; } = new(StringComparer.Ordinal);

    /// <summary>Somebody without a role.</summary>
    public Person Victim()
    {
        Person person;
        do person = Dice.Pick(org.Staff);
        while (person.Role >= 0 || person.Vpn is not null);
        return person;
    }

    public Person Admin(int role = -1)
    {
        foreach (var admin in org.Admins)
        {
            if (admin.Role == role) return admin;
        }

        return Dice.Pick(org.Admins);
    }

    public Attacker Attacker()
    {
        var place = Dice.Pick(Places.Hosting);
        return new Attacker(Whereabouts.AddressIn(place, ref Dice), place, Computers.Unknown(ref Dice), Dice.Guid());
    }

    public void Wait(double fromSeconds, double toSeconds) => At = At.AddSeconds(Dice.Between(fromSeconds, toSeconds));

    public void MoveTo(DateTime time) => At = time;

    /// <summary>Both services tell of a person's sign-in.</summary>
    public void Logon(Logon logon)
    {
        Seen(logon.Person, logon.Address);
        Events.Add(new ScriptedEvent(At, Feed.SignIns, new GraphSignIn(logon)));
        Events.Add(new ScriptedEvent(At.AddMilliseconds(200), Feed.AzureActiveDirectory, new StsLogon(logon)));
    }

    public void Logon(Person person, Attacker from, int error = SignInErrors.None) => Logon(Try(person, from) with { Error = error });

    /// <summary>A plain attempt, to be changed by <c>with</c>.</summary>
    public Logon Try(Person person, Attacker from) => new()
    {
        Person = person,
        App = FirstParty.OfficeHome,
        Resource = FirstParty.Graph,
        Address = from.Address,
        Place = from.Place,
        Asn = from.Place.Asn,
        Device = from.Device,
        Session = from.Session,
    };

    /// <summary>An application's sign-in, which only Graph tells of.</summary>
    public void Service(CloudApp service, Attacker from)
    {
        Seen(null, from.Address);
        Events.Add(new ScriptedEvent(At, Feed.SignIns, new GraphSignIn(new Logon
        {
            Kind = SignInKind.ServicePrincipal,
            Service = service,
            App = service,
            Resource = FirstParty.Graph,
            Address = from.Address,
            Place = from.Place,
            Asn = from.Place.Asn,
            Session = from.Session,
        })));
    }

    /// <summary>Both services tell of a change in the directory.</summary>
    public void Change(DirectoryChange change)
    {
        Seen(change.Actor, change.Address);
        Events.Add(new ScriptedEvent(At, Feed.DirectoryAudits, new GraphDirectoryAudit(change)));
        Events.Add(new ScriptedEvent(At.AddMilliseconds(300), Feed.AzureActiveDirectory, new EntraAudit(change)));
    }

    public DirectoryChange By(Person actor, Attacker from, string category, string operation, string type, params DirectoryTarget[] targets) => new()
    {
        Category = category,
        Operation = operation,
        OperationType = type,
        Actor = actor,
        Address = from.Address,
        UserAgent = from.Device.UserAgent,
        Targets = targets,
    };

    public void Cmdlet(Person actor, string address, string cmdlet, string objectId, params (string Name, string Value)[] parameters)
    {
        Seen(actor, address);
        Events.Add(new ScriptedEvent(At, Feed.Exchange, new ExchangeAdmin(actor, cmdlet, objectId, address, parameters)));
    }

    public void Mail(Person actor, Person owner, Attacker from, string operation, string subject)
    {
        Seen(actor, from.Address);
        Events.Add(new ScriptedEvent(At, Feed.Exchange, new MailboxAct(actor, owner, operation, from.Address, $"Client=OWA;{from.Device.UserAgent};", from.Session, subject)));
    }

    public void File(Person actor, Attacker from, string operation, string site, string folder, string name, string extension)
    {
        Seen(actor, from.Address);
        Events.Add(new ScriptedEvent(At, Feed.SharePoint, new FileAct(actor, operation, from.Address, from.Device.UserAgent, site, false, folder, name, extension)));
    }

    private void Seen(Person? person, string? address)
    {
        if (person is not null) Actors.Add(person.Upn);
        if (address is not null) Addresses.Add(address);
    }
}
