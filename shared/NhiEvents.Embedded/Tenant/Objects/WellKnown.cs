namespace NhiEvents.Embedded.Tenant.Objects;

/// <summary>Ids that are the same in every tenant.</summary>
public static class WellKnown
{
    /// <summary>Owner of most first-party applications.</summary>
    public const string MicrosoftTenant = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

    public const string Graph = "00000003-0000-0000-c000-000000000000";
    public const string AzureManagement = "797f4846-ba00-4fd7-ba43-dac1f8f63013";
    public const string Exchange = "00000002-0000-0ff1-ce00-000000000000";
    public const string SharePoint = "00000003-0000-0ff1-ce00-000000000000";
    public const string KeyVault = "cfa8b339-82a2-471a-a3c9-0fc0be7a4093";
    public const string Storage = "e406a681-f3d4-42a8-90b6-c2b029497af1";
    public const string AzurePortal = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c";
    public const string AzureCli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
    public const string AzurePowerShell = "1950a258-227b-4e31-a9cf-717495945fc2";
    public const string GraphCommandLine = "14d82eec-204b-4c2f-b7e8-296a70dab67e";
    public const string Office = "d3590ed6-52b3-4102-aeff-aad2292ab01c";
    public const string Teams = "1fec8e78-bce4-4aaf-ab1b-5451cc387264";
    public const string Outlook = "5d661950-3475-41cd-a2c3-d671a3162bc1";
    public const string OfficeHome = "4765445b-32c6-49b0-83e6-1d93765276ca";

    public const string GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
    public const string PrivilegedRoleAdministrator = "e8611ab8-c189-46e8-94e1-60213ab1f814";
    public const string ConditionalAccessAdministrator = "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9";
    public const string ApplicationAdministrator = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";
    public const string UserAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";
    public const string HelpdeskAdministrator = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
    public const string DirectorySynchronization = "d29b2b05-8046-44ba-8758-1e26182fcf32";
    public const string DirectoryReaders = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
    public const string GroupsAdministrator = "fdd7a751-b60b-444a-984c-02652fe8fa1c";

    /// <summary>The built-in strength "Multifactor authentication".</summary>
    public const string MfaStrength = "00000000-0000-0000-0000-000000000002";

    /// <summary>The built-in strength "Passwordless MFA".</summary>
    public const string PasswordlessStrength = "00000000-0000-0000-0000-000000000003";

    /// <summary>The built-in strength "Phishing-resistant MFA".</summary>
    public const string PhishingResistantStrength = "00000000-0000-0000-0000-000000000004";

    internal static IReadOnlyDictionary<string, string> FirstParty { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        [Graph] = "Microsoft Graph",
        [AzureManagement] = "Windows Azure Service Management API",
        [Exchange] = "Office 365 Exchange Online",
        [SharePoint] = "Office 365 SharePoint Online",
        [KeyVault] = "Azure Key Vault",
        [Storage] = "Azure Storage",
        [AzurePortal] = "Azure Portal",
        [AzureCli] = "Microsoft Azure CLI",
        [AzurePowerShell] = "Microsoft Azure PowerShell",
        [GraphCommandLine] = "Microsoft Graph Command Line Tools",
        [Office] = "Microsoft Office",
        [Teams] = "Microsoft Teams",
        [Outlook] = "Outlook Mobile",
        [OfficeHome] = "OfficeHome",
    };

    /// <summary>What "Office 365" means as an application of a policy.</summary>
    internal static IReadOnlySet<string> Office365 { get; } = new HashSet<string>(StringComparer.Ordinal) { Exchange, SharePoint, Office, Teams, Outlook, OfficeHome };

    /// <summary>What "Microsoft Admin Portals" means as an application of a policy.</summary>
    internal static IReadOnlySet<string> AdminPortals { get; } = new HashSet<string>(StringComparer.Ordinal) { AzurePortal };

    internal static IReadOnlyList<(string Id, string Name, bool Privileged)> Roles { get; } =
    [
        (GlobalAdministrator, "Global Administrator", true),
        (PrivilegedRoleAdministrator, "Privileged Role Administrator", true),
        (ConditionalAccessAdministrator, "Conditional Access Administrator", true),
        (ApplicationAdministrator, "Application Administrator", true),
        (UserAdministrator, "User Administrator", true),
        (HelpdeskAdministrator, "Helpdesk Administrator", true),
        (DirectorySynchronization, "Directory Synchronization Accounts", true),
        (DirectoryReaders, "Directory Readers", false),
        (GroupsAdministrator, "Groups Administrator", false),
    ];
}
