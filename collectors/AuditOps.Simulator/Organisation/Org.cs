using System.Globalization;
using AuditOps.Simulator.Generation;

namespace AuditOps.Simulator.Organisation;

/// <summary>One simulated organisation: everything in it follows from the seed and the tenant's number.</summary>
internal sealed class Org
{
    private const double GuestShare = 0.04;
    private const double DisabledShare = 0.02;
    private const double VpnShare = 0.06;

    public Org(ulong seed, int number, int people)
    {
        Seed = Mix.Of(seed, 0x0126, (ulong)number);
        var dice = new Dice(Seed);
        TenantId = dice.Guid();
        ClientId = dice.Guid();
        ClientSecret = $"{dice.Guid():N}~{dice.Guid():N}";
        Name = number < Names.Company.Length ? Names.Company[number] : string.Create(CultureInfo.InvariantCulture, $"{Names.Company[number % Names.Company.Length]}{number / Names.Company.Length}");
        Domain = $"{Name}.example";
        Offices = PickOffices(ref dice);
        People = new Person[people];
        for (var i = 0; i < people; i++)
            People[i] = MakePerson(i, people, ref dice);
        Admins = [.. People.Where(person => person.Role >= 0)];
        Staff = [.. People.Where(person => person is { IsGuest: false, IsEnabled: true })];
        Services = [.. Names.Service.Select(_ => 0).Select((_, i) => new CloudApp(dice.Guid(), Names.Service[i], dice.Guid()))];
        Groups = MakeGroups(ref dice);
    }

    public ulong Seed { get; }

    public string Name { get; }

    public string Domain { get; }

    public Guid TenantId { get; }

    public Guid ClientId { get; }

    public string ClientSecret { get; }

    public Place[] Offices { get; }

    public Person[] People { get; }

    /// <summary>People with a directory role; the first two are global administrators.</summary>
    public Person[] Admins { get; }

    /// <summary>Enabled members, who do the everyday work.</summary>
    public Person[] Staff { get; }

    /// <summary>The organisation's own service principals.</summary>
    public CloudApp[] Services { get; }

    public Group[] Groups { get; }

    public string SharePointHost => $"https://{Name}.sharepoint.com";

    /// <summary>How busy the whole organisation is at a time; averages 1 over a week.</summary>
    public double ActivityAt(DateTime utc)
    {
        var sum = 0.0;
        foreach (var office in Offices)
            sum += Rhythm.At(utc, office.OffsetHours);
        return sum / Offices.Length;
    }

    /// <summary>Somebody who would plausibly be at work then.</summary>
    public Person AtWork(DateTime utc, ref Dice dice)
    {
        const int tries = 12;
        var person = Staff[dice.Below(Staff.Length)];
        for (var i = 0; i < tries; i++)
        {
            if (dice.Unit() * Rhythm.Most < Rhythm.At(utc, person.Office.OffsetHours)) return person;
            person = Staff[dice.Below(Staff.Length)];
        }

        return person;
    }

    private static Place[] PickOffices(ref Dice dice)
    {
        var first = dice.Below(Places.Offices.Length);
        var count = 2 + dice.Below(3);
        return [.. Enumerable.Range(0, count).Select(i => Places.Offices[(first + i) % Places.Offices.Length])];
    }

    private Person MakePerson(int index, int people, ref Dice dice)
    {
        var given = dice.Pick(Names.Given);
        var surname = dice.Pick(Names.Surname);
        var isGuest = index > 10 && dice.Chance(GuestShare);
        var local = string.Create(CultureInfo.InvariantCulture, $"{given}.{surname}{(index < Names.Given.Length ? "" : index.ToString(CultureInfo.InvariantCulture))}").ToLowerInvariant();
        var office = Offices[dice.Below(Offices.Length)];
        var isMac = dice.Chance(0.25);
        // Two global administrators, then one of each other role, however many people there are.
        var role = index switch { 0 or 1 => DirectoryRoles.GlobalAdministrator, _ when index - 1 < DirectoryRoles.All.Length => index - 1, _ => -1 };
        return new Person
        {
            Index = index,
            Id = dice.Guid(),
            GivenName = given,
            Surname = surname,
            Upn = isGuest ? $"{local}_partner.example#EXT#@{Domain}" : $"{local}@{Domain}",
            Department = role >= 0 ? "IT" : dice.Pick(Names.Department),
            JobTitle = dice.Pick(Names.Title),
            Office = office,
            Computer = Computers.Laptop(ref dice, isMac, index),
            Phone = Computers.Phone(ref dice, index),
            HomeAddress = dice.Chance(0.1)
                ? string.Create(CultureInfo.InvariantCulture, $"2001:db8:{office.Asn % 1000:x}:{index & 0xFFFF:x}::{1 + dice.Below(250):x}")
                : string.Create(CultureInfo.InvariantCulture, $"198.19.{(index * 7 % 200) + 10}.{1 + dice.Below(254)}"),
            OfficeAddress = string.Create(CultureInfo.InvariantCulture, $"{office.OfficeNet}.{1 + (index % 8)}"),
            Puid = string.Create(CultureInfo.InvariantCulture, $"100320{dice.Next() >> 24:X10}"),
            Sid = string.Create(CultureInfo.InvariantCulture, $"S-1-5-21-{Seed & 0x7FFFFFFF}-{(Seed >> 16) & 0x7FFFFFFF}-{(Seed >> 33) & 0x7FFFFFFF}-{20_000_000 + index}"),
            Mailbox = dice.Guid(),
            Role = role,
            IsGuest = isGuest,
            IsEnabled = role >= 0 || !dice.Chance(DisabledShare),
            Vpn = role < 0 && dice.Chance(VpnShare) ? dice.Pick(Places.Hosting) : null,
        };
    }

    private Group[] MakeGroups(ref Dice dice)
    {
        var groups = new List<Group>();
        foreach (var department in Names.Department)
            groups.Add(new Group(dice.Guid(), $"{department} team", true, [.. People.Where(person => person.Department == department).Select(person => person.Index)], []));
        foreach (var project in Names.Project)
        {
            var start = dice.Below(People.Length);
            var count = Math.Min(People.Length, 4 + dice.Below(12));
            groups.Add(new Group(dice.Guid(), $"Project {project}", true, [.. Enumerable.Range(start, count).Select(i => i % People.Length).Distinct()], []));
        }

        groups.Add(new Group(dice.Guid(), "All staff", false, [], [.. Enumerable.Range(0, Names.Department.Length)]));
        groups.Add(new Group(dice.Guid(), "Administrators", false, [.. Enumerable.Range(0, DirectoryRoles.All.Length + 1)], []));
        groups.Add(new Group(dice.Guid(), "Break glass", false, [1], []));
        return [.. groups];
    }
}
