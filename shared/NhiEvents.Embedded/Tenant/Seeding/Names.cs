using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Tenant.Seeding;

/// <summary>Names as a company has them. All are made up; addresses and domains are reserved for examples.</summary>
internal sealed class Names(Chance chance)
{
    public const string Domain = "contoso.example";

    private static readonly string[] First =
    [
        "Aino", "Amara", "Anders", "Beatriz", "Bruno", "Carla", "Chen", "Daniel", "Diana", "Elif", "Emeka", "Erik", "Fatima", "Felix", "Grace", "Hana", "Hugo", "Ines",
        "Ivan", "Jakub", "Joana", "Jonas", "Karin", "Kofi", "Laura", "Leon", "Lina", "Luca", "Maja", "Marc", "Mei", "Milan", "Nadia", "Nils", "Noor", "Olga", "Oscar",
        "Paula", "Pedro", "Priya", "Rafael", "Rosa", "Samir", "Sara", "Sven", "Tara", "Theo", "Tomas", "Vera", "Yusuf",
    ];

    private static readonly string[] Last =
    [
        "Almeida", "Andersson", "Bauer", "Bianchi", "Brandt", "Costa", "Demir", "Dubois", "Eriksen", "Fischer", "Garcia", "Haddad", "Hoffmann", "Ito", "Jansen", "Kaya",
        "Keller", "Khan", "Kowalski", "Laine", "Lindqvist", "Lopez", "Maier", "Mensah", "Moreau", "Murphy", "Nagy", "Novak", "Okafor", "Olsen", "Pereira", "Petrov",
        "Popescu", "Rossi", "Santos", "Schmid", "Silva", "Singh", "Sousa", "Tanaka", "Urban", "Varga", "Virtanen", "Walsh", "Weber", "Wong", "Yilmaz", "Zhang",
    ];

    private static readonly string[] Jobs =
    [
        "payroll", "invoice", "backup", "report", "crm-sync", "erp-export", "hr-import", "mailer", "monitor", "deploy", "inventory", "archive", "scan", "ticket-sync",
        "billing", "catalog", "etl", "forecast", "audit-export", "license-check", "print", "badge", "shipping", "pricing", "translation", "datalake", "healthcheck",
    ];

    private static readonly string[] Teams = ["finance", "hr", "sales", "ops", "it", "legal", "logistics", "web", "data", "factory"];

    public static IReadOnlyList<string> Departments { get; } = ["Finance", "Human Resources", "Sales", "Operations", "IT", "Legal", "Logistics", "Marketing", "Research", "Production"];

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    public (string UserPrincipalName, string DisplayName) Person(string key)
    {
        var (first, last) = (chance.Pick(First, key + "first"), chance.Pick(Last, key + "last"));
        return (Unique($"{first}.{last}".ToLowerInvariant()) + "@" + Domain, $"{first} {last}");
    }

    /// <summary>A job of a team, such as <c>finance-payroll</c>; each is given once.</summary>
    public string Job(string key) => Unique($"{chance.Pick(Teams, key + "team")}-{chance.Pick(Jobs, key + "job")}");

    private string Unique(string name)
    {
        var unique = name;
        for (var n = 2; !_taken.Add(unique); n++)
        {
            unique = $"{name}{n}";
        }

        return unique;
    }
}
