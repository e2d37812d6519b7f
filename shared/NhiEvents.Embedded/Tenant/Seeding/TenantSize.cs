namespace NhiEvents.Embedded.Tenant.Seeding;

/// <summary>How large a tenant is made.</summary>
/// <param name="Humans">Persons, administrators and guests.</param>
/// <param name="Identities">Non-human identities: service accounts, service principals, managed identities.</param>
public sealed record TenantSize(int Humans, int Identities, long Seed);
