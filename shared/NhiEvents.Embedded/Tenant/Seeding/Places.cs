using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant.Seeding;

/// <summary>Where a company's people and programs are. Addresses are from ranges reserved for tests and documentation.</summary>
public sealed class Places(Chance chance)
{
    private static readonly (string City, string State, string Country, double Latitude, double Longitude)[] Cities =
    [
        ("Dublin", "Leinster", "IE", 53.35, -6.26), ("Amsterdam", "Noord-Holland", "NL", 52.37, 4.90), ("Porto", "Porto", "PT", 41.15, -8.61),
        ("Hannover", "Niedersachsen", "DE", 52.37, 9.73), ("Tampere", "Pirkanmaa", "FI", 61.50, 23.79), ("Lyon", "Auvergne-Rhone-Alpes", "FR", 45.76, 4.84),
    ];

    /// <summary>Address ranges of the offices; all leave by these.</summary>
    public const string OfficeRange = "203.0.113.0/24";

    /// <summary>The company's own data centre.</summary>
    public const string DataCentreRange = "198.51.100.0/25";

    /// <summary>Where virtual machines and containers leave from.</summary>
    public const string CloudRange = "192.0.2.0/24";

    public static Place Office(int office)
    {
        var (city, state, country, latitude, longitude) = Cities[office % Cities.Length];
        return new Place($"203.0.113.{10 + (office % 200)}", 64500, country, city, state, latitude, longitude);
    }

    public static Place DataCentre(int host) => new($"198.51.100.{1 + (host % 120)}", 64500, "IE", "Dublin", "Leinster", 53.35, -6.26);

    /// <summary>A virtual machine or container in Azure.</summary>
    public Place Cloud(string owner)
    {
        var host = chance.Below(4096, owner + "cloud");
        return new Place($"192.0.2.{host % 250}", 8075, "NL", "Amsterdam", "Noord-Holland", 52.37, 4.90);
    }

    /// <summary>A vendor's own servers.</summary>
    public Place Vendor(string vendor) => new($"198.51.100.{128 + chance.Below(100, vendor + "vendor")}", 64510 + chance.Below(20, vendor + "network"), "DE", "Hannover", "Niedersachsen", 52.37, 9.73);

    /// <summary>A person's home: the same for ever.</summary>
    public Place Home(string userId)
    {
        var host = chance.Below(1 << 17, userId + "home");
        var (city, state, country, latitude, longitude) = chance.Pick(Cities, userId + "city");
        return new Place($"198.{18 + (host >> 16)}.{(host >> 8) & 255}.{host & 255}", 64600 + chance.Below(12, userId + "provider"), country, city, state, latitude, longitude);
    }

    /// <summary>Somewhere nobody of this company has been.</summary>
    public static Place Attacker(int n) => new($"240.7.{(n >> 8) & 255}.{n & 255}", 65500 + (n % 30), "KP", "Nowhere", "", 39.03, 125.75);

    /// <summary>An address that Entra has on its list.</summary>
    public static Place Malicious(int n) => Attacker(n) with { Malicious = true };
}
