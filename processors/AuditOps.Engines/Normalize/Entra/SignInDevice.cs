using System.Text.Json;
using AuditOps.Engines.Normalize.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Entra;

/// <summary>Device, browser and place of a sign-in.</summary>
internal static class SignInDevice
{
    public static void Map(Fields record, EventDraft draft)
    {
        var device = record.Object("deviceDetail"u8);
        var browser = device.Text("browser"u8);

        // Graph v1.0 has no user agent; the browser's name and version is the nearest it tells.
        draft.UserAgent = record.Text("userAgent"u8) ?? browser;
        var id = device.Text("deviceId"u8);
        var name = device.Text("displayName"u8);
        var system = device.Text("operatingSystem"u8);
        if (id is not null || name is not null || system is not null || browser is not null)
        {
            draft.Device = new Device
            {
                Id = id,
                Name = name,
                OperatingSystem = system,
                Browser = browser,
                TrustType = device.Text("trustType"u8),
                IsCompliant = device.Find("isCompliant"u8).AsFlag(),
                IsManaged = device.Find("isManaged"u8).AsFlag(),
            };
        }

        var place = record.Object("locationDetails"u8);
        if (place.ValueKind == JsonValueKind.Undefined)
            place = record.Object("location"u8);
        draft.Geo = Place(place) ?? (record.Text("location"u8) is { Length: <= 64 } country ? new Geo { Country = country } : null);
    }

    /// <summary>Null when the place tells nothing.</summary>
    public static Geo? Place(JsonElement place)
    {
        var country = place.Text("countryOrRegion"u8);
        var state = place.Text("state"u8);
        var city = place.Text("city"u8);
        var coordinates = place.Find("geoCoordinates"u8);
        var latitude = coordinates.Number("latitude"u8);
        var longitude = coordinates.Number("longitude"u8);

        // 0,0 without a name is how a service writes "nowhere".
        if (latitude is 0 && longitude is 0)
            (latitude, longitude) = (null, null);
        return country is null && state is null && city is null && latitude is null
            ? null
            : new Geo { Country = country, State = state, City = city, Latitude = latitude, Longitude = longitude };
    }
}
