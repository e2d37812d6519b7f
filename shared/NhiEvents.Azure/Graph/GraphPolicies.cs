using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Graph;

/// <summary>Requests to Conditional Access.</summary>
internal static class GraphPolicies
{
    private const string Path = "v1.0/identity/conditionalAccess/policies";
    private const string Permission = "Policy.Read.All";

    public static ApiRequest All { get; } = ApiRequest.Get(Path, ApiFamily.ConditionalAccess, Permission);

    public static ApiRequest One(string id) => ApiRequest.Get($"{Path}/{ApiRequest.Segment(id)}", ApiFamily.ConditionalAccess, Permission);

    public static ApiRequest Patch(string id, ReadOnlyMemory<byte> patch) =>
        new(HttpMethod.Patch, $"{Path}/{ApiRequest.Segment(id)}", ApiFamily.ConditionalAccess, "Policy.Read.All and Policy.ReadWrite.ConditionalAccess") { Body = patch };

    /// <summary>The body of What If. A condition that is not given is not evaluated, so nothing is made up.</summary>
    /// <exception cref="EntraException">Invalid: neither a user nor a service principal is named, or no application.</exception>
    public static ReadOnlyMemory<byte> Question(WhatIfQuestion question)
    {
        var identity = question switch
        {
            { UserId: { } user } => new JsonObject { ["@odata.type"] = "#microsoft.graph.userSignIn", ["userId"] = user },
            { ServicePrincipalId: { } principal } => new JsonObject { ["@odata.type"] = "#microsoft.graph.servicePrincipalSignIn", ["servicePrincipalId"] = principal },
            _ => throw new EntraException(EntraFault.Invalid, "The question names neither a user nor a service principal."),
        };
        if (string.IsNullOrEmpty(question.ApplicationId))
        {
            throw new EntraException(EntraFault.Invalid, "The question names no application.");
        }

        var conditions = new JsonObject { ["clientAppType"] = question.ClientAppType };
        if (question.IpAddress is { } address)
        {
            conditions["ipAddress"] = address;
        }

        if (question.Country is { } country)
        {
            conditions["country"] = country;
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["signInIdentity"] = identity,
            ["signInContext"] = new JsonObject { ["@odata.type"] = "#microsoft.graph.applicationContext", ["includeApplications"] = new JsonArray(question.ApplicationId) },
            ["signInConditions"] = conditions,
            ["appliedPoliciesOnly"] = false,
        });
    }
}
