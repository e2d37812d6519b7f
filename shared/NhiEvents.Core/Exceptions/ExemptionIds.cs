using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Requests;

namespace NhiEvents.Core.Exceptions;

/// <summary>Ids of exceptions, for those who ask: the same request has the same id before anybody has answered.</summary>
public static class ExemptionIds
{
    public static string Of(RequestExemption request) => RequestDecision.IdOf(request);
}
