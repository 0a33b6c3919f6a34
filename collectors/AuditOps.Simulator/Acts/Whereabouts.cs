using System.Globalization;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;

namespace AuditOps.Simulator.Acts;

/// <summary>Where somebody is and on what. Follows from the person and the day: office, home or a journey, one session a day and device.</summary>
internal readonly record struct Whereabouts(string Address, Place Place, int Asn, Device Device, Guid Session)
{
    private const double HomeDays = 0.35;
    private const double TravelWeeks = 0.04;
    private const double PhoneShare = 0.25;

    public static Whereabouts Of(Person person, DateTime time, ref Dice dice)
    {
        var device = dice.Chance(PhoneShare) ? person.Phone : person.Computer;
        var day = (ulong)(time.Ticks / TimeSpan.TicksPerDay);
        var week = day / 7;
        var key = person.Sid.GetHashCodeOrdinal();
        var session = new Dice(Mix.Of(key, day, device == person.Phone ? 2UL : 1UL)).Guid();
        if (person.Vpn is { } vpn)
            return new(string.Create(CultureInfo.InvariantCulture, $"{vpn.OfficeNet}.{1 + (person.Index % 250)}"), vpn, vpn.Asn, device, session);
        var weekDice = new Dice(Mix.Of(key, week, 7));
        if (weekDice.Chance(TravelWeeks))
        {
            var place = weekDice.Pick(Places.Offices);
            return new(string.Create(CultureInfo.InvariantCulture, $"{place.HomeNet}.{1 + weekDice.Below(250)}"), place, place.Asn, device, session);
        }

        return new Dice(Mix.Of(key, day, 9)).Chance(HomeDays)
            ? new(person.HomeAddress, person.Office, person.Office.Asn, device, session)
            : new(person.OfficeAddress, person.Office, Places.OfficeAsn, device, session);
    }

    public static string AddressIn(Place place, ref Dice dice) => string.Create(CultureInfo.InvariantCulture, $"{place.OfficeNet}.{1 + dice.Below(254)}");
}
