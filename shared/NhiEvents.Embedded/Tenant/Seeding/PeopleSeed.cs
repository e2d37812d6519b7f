using System.Collections.Immutable;
using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Tenant.Seeding;

/// <summary>Users of every kind, and their roles.</summary>
internal sealed class PeopleSeed(Chance chance, SeedIds ids, DateTimeOffset now)
{
    /// <summary>Role "Contributor" in Azure.</summary>
    public const string Contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";

    private const int Subscriptions = 4;

    private readonly Names _names = new(chance);
    private int _next;

    public IEnumerable<TenantObject> Humans(int count)
    {
        for (var i = 0; i < 2; i++)
        {
            var glass = Make($"emergency-access-{i + 1}", $"Emergency access {i + 1}", UserKind.BreakGlass) with { Methods = ["fido2"] };
            yield return glass;
            yield return Assignment(WellKnown.GlobalAdministrator, glass.Id, "/");
        }

        for (var i = 0; i < count; i++)
        {
            var kind = i % 100 is 7 or 57 ? UserKind.Administrator : i % 20 == 3 ? UserKind.GuestPerson : UserKind.Person;
            var user = Person(kind);
            yield return user;
            if (kind is UserKind.Administrator)
            {
                yield return Assignment(WellKnown.Roles[chance.Below(6, user.Id + "role")].Id, user.Id, "/");
                yield return Assignment(Contributor, user.Id, Subscription(user.Id));
            }
            else if (user.Department == "IT" && kind is UserKind.Person)
            {
                yield return Assignment(Contributor, user.Id, $"{Subscription(user.Id)}/resourceGroups/rg-{chance.Below(40, user.Id + "rg")}");
            }
        }
    }

    public IEnumerable<TenantObject> ServiceAccounts(int count)
    {
        UserKind[] kinds =
        [
            UserKind.ServiceAccount, UserKind.ServiceAccount, UserKind.ServiceAccount, UserKind.OnPremisesServiceAccount, UserKind.ServiceAccount, UserKind.Robot,
            UserKind.ServiceAccount, UserKind.SharedMailbox, UserKind.ServiceAccount, UserKind.ResourceAccount, UserKind.ServiceAccount, UserKind.EnrolmentAccount,
            UserKind.ServiceAccount, UserKind.OnPremisesServiceAccount, UserKind.GuestAutomation,
        ];
        for (var i = 0; i < count; i++)
        {
            var user = i == 0 ? Sync() : Account(kinds[(i - 1) % kinds.Length]);
            yield return user;
            if (user.Kind is UserKind.SyncAccount)
            {
                yield return Assignment(WellKnown.DirectorySynchronization, user.Id, "/");
            }
            else if (user.Kind is UserKind.ServiceAccount && chance.Share(user.Id + "arm") < 0.35)
            {
                yield return Assignment(Contributor, user.Id, $"{Subscription(user.Id)}/resourceGroups/rg-{chance.Below(40, user.Id + "rg")}");
            }
        }
    }

    internal static string Subscription(Chance chance, string of) => $"/subscriptions/{chance.Id($"subscription|{chance.Below(Subscriptions, of + "subscription")}")}";

    /// <summary>What a person has registered as a second factor; some have nothing.</summary>
    internal static ImmutableArray<string> MethodsOf(Chance chance, string userId) => chance.Share(userId + "methods") switch
    {
        < 0.78 => ["microsoftAuthenticatorPush"],
        < 0.88 => ["sms"],
        < 0.94 => ["fido2", "microsoftAuthenticatorPush"],
        _ => [],
    };

    private string Subscription(string of) => Subscription(chance, of);

    private TenantUser Person(UserKind kind)
    {
        var (name, display) = _names.Person($"person|{_next}");
        var user = Make(name.Split('@')[0], display, kind);
        var methods = MethodsOf(chance, user.Id);
        return kind is UserKind.GuestPerson
            ? user with
            {
                UserPrincipalName = $"{name.Split('@')[0]}_partner.example#EXT#@{Names.Domain}",
                HomeTenantId = chance.Id($"partner|{chance.Below(12, user.Id + "partner")}"),
                PasswordHash = null,
            }
            : user with
            {
                Methods = kind is UserKind.Administrator && methods.IsEmpty ? ["microsoftAuthenticatorPush"] : methods,
                Department = chance.Pick(Names.Departments, user.Id + "department"),
                JobTitle = "Employee",
                EmployeeType = "Employee",
                Synced = chance.Share(user.Id + "synced") < 0.6,
                PerUserMfa = chance.Share(user.Id + "per-user") < 0.04 ? PerUserMfa.Enforced : PerUserMfa.Disabled,
            };
    }

    private TenantUser Sync() => Make($"Sync_{chance.Id("sync-host")[..8]}", "On-Premises Directory Synchronization Service Account", UserKind.SyncAccount);

    private TenantUser Account(UserKind kind)
    {
        var job = _names.Job($"account|{_next}");
        var named = chance.Share($"named|{_next}") < 0.8; // the rest has a name like anybody's
        var user = Make(NameOf(kind, job, named), job, kind) with
        {
            Synced = kind is UserKind.OnPremisesServiceAccount,
            Department = kind is UserKind.ServiceAccount ? "IT" : null,
            PasswordLife = kind is UserKind.Robot ? TimeSpan.FromDays(180) : null,
            PerUserMfa = kind is UserKind.ServiceAccount && chance.Share($"per-user|{_next}") < 0.05 ? PerUserMfa.Enabled : PerUserMfa.Disabled,
        };
        return kind is UserKind.GuestAutomation
            ? user with { HomeTenantId = chance.Id("partner|0"), PasswordHash = null, UserPrincipalName = $"{job}_partner.example#EXT#@{Names.Domain}" }
            : user;
    }

    private static string NameOf(UserKind kind, string job, bool named) => kind switch
    {
        UserKind.Robot => "rpa-" + job,
        UserKind.SharedMailbox or UserKind.ResourceAccount => job,
        UserKind.EnrolmentAccount => "enrol-" + job,
        _ => named ? "svc-" + job : job.Replace('-', '.'),
    };

    private TenantUser Make(string name, string display, UserKind kind)
    {
        var id = ids.User(_next++);
        var age = TimeSpan.FromDays(60 + chance.Below(2400, id + "age"));
        return new TenantUser
        {
            Id = id,
            UserPrincipalName = $"{name}@{Names.Domain}",
            DisplayName = display,
            Kind = kind,
            CreatedAt = now - age,
            PasswordHash = SecretHash.Of(ids.PasswordOf(id)),
            PasswordChangedAt = now - TimeSpan.FromDays(chance.Below(59, id + "password")),
            SessionsValidFrom = now - age,
            UsageLocation = "IE",
        };
    }

    private RoleAssignment Assignment(string role, string principal, string scope) =>
        new() { Id = chance.Id($"assignment|{role}|{principal}|{scope}"), RoleId = role, PrincipalId = principal, Scope = scope };
}
