using System.Net;
using System.Security.Cryptography;
using NhiEvents.Core.Portal.Access;

namespace NhiEvents.Local.Hosting;

/// <summary>Who may open the portal of this process: a link with a random token for each person, good until the process ends.</summary>
internal sealed class PortalLinks
{
    private const int TokenBytes = 24;

    private readonly IReadOnlyList<(Person Person, string Token)> _links;

    private PortalLinks(IReadOnlyList<Person> persons) =>
        _links = [.. persons.Select(person => (person, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes))))];

    /// <summary>Whoever runs the system; and a second person, because nobody approves what they asked for.</summary>
    /// <param name="operatorId">Account in the tenant, where it has accounts.</param>
    /// <param name="approverId">The same.</param>
    public static PortalLinks Create(string operatorId = "operator", string approverId = "approver") => new(
    [
        new(operatorId, "Operator", "everything but approvals", [PortalRole.Reader, PortalRole.Operator, PortalRole.Auditor, PortalRole.Investigator, PortalRole.Administrator]),
        new(approverId, "Approver", "for a second person, who approves", [PortalRole.Reader, PortalRole.Approver]),
    ]);

    /// <summary>The settings that make the portal know them.</summary>
    public IReadOnlyDictionary<string, string?> Settings
    {
        get
        {
            var settings = new Dictionary<string, string?> { ["Portal:SignIn"] = "Session" };
            foreach (var (i, (person, token)) in _links.Index())
            {
                var section = $"Portal:Sessions:{i}:";
                (settings[section + "Token"], settings[section + "PersonId"], settings[section + "Name"]) = (token, person.Id, person.Name);
                foreach (var (j, role) in person.Roles.Index())
                {
                    settings[$"{section}Roles:{j}"] = role.ToString();
                }
            }

            return settings;
        }
    }

    /// <summary>Defaults of a host that keeps its portal open: it shows the ledger too, and owners can be asked.</summary>
    /// <param name="firstPort">Of the apps.</param>
    public static IReadOnlyDictionary<string, string?> DefaultsAt(int firstPort) => new Dictionary<string, string?>
    {
        ["Ledger:Stream"] = "true",
        ["Response:PortalAddress"] = $"http://127.0.0.1:{(firstPort + Apps.All.ToList().FindIndex(app => app.Name == "Portal")).ToString(System.Globalization.CultureInfo.InvariantCulture)}/",
    };

    /// <summary><see cref="Settings"/> and <see cref="DefaultsAt"/>, where nobody else sets any.</summary>
    /// <param name="firstPort">Of the apps.</param>
    public IReadOnlyDictionary<string, string?> SettingsAt(int firstPort) => Settings.Concat(DefaultsAt(firstPort)).ToDictionary();

    /// <summary>One line per person.</summary>
    public void Write(IPEndPoint portal, TextWriter output)
    {
        foreach (var (person, token) in _links)
        {
            output.WriteLine($"Portal, {person.About}: http://{portal}/portal/open?token={token}");
        }
    }

    private sealed record Person(string Id, string Name, string About, IReadOnlyList<PortalRole> Roles);
}
