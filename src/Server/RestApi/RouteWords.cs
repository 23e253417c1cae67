namespace Sallyport.Server.RestApi;

/// <summary>How the front desk writes down what a route asks, takes and answers: for the gate, and for the OpenAPI document.</summary>
internal static class RouteWords
{
    public static RouteHandlerBuilder Asks(this RouteHandlerBuilder route, RestRule rule) => route.WithMetadata(rule);

    public static RouteHandlerBuilder Parameters(this RouteHandlerBuilder route, params string[] names) =>
        route.WithMetadata(new RestParameters(names));

    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route)
        where T : notnull => route.Accepts<T>("application/json");

    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder route) => route.Produces<T>();

    public static RouteHandlerBuilder Makes<T>(this RouteHandlerBuilder route) => route.Produces<T>(StatusCodes.Status201Created);

    public static RouteHandlerBuilder Lists<T>(this RouteHandlerBuilder route, params string[] filters) =>
        route.Parameters(["limit", "offset", .. filters]).Produces<Listed<T>>();

    public static RouteHandlerBuilder AnswersNothing(
        this RouteHandlerBuilder route,
        int status = StatusCodes.Status204NoContent
    ) => route.Produces(status);
}
