package dev.segue.recommender.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.segue.platform.Problem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jspecify.annotations.Nullable;

/// Says of the API what its methods' signatures leave out: every operation answers what goes wrong as a problem of RFC
/// 9457, and what an answer always has is required in its schema.
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public final class ApiDescription implements OASFilter {

    private static final String NAME = "Problem";

    @Override
    public Operation filterOperation(Operation operation) {
        var content = OASFactory.createContent()
                .addMediaType(
                        Problem.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref(NAME)));
        var responses = operation.getResponses();
        if (responses.hasAPIResponse("400")) {
            responses.getAPIResponse("400").content(content);
        }
        responses.setDefaultValue(
                OASFactory.createAPIResponse().description("What went wrong").content(content));
        return operation;
    }

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.getComponents().addSchema(NAME, problem());
        Stream.of(Answers.class, JspfJson.class)
                .flatMap(answers -> Stream.of(answers.getDeclaredClasses()))
                .filter(answer -> answer.isRecord()
                        && answer.isAnnotationPresent(org.eclipse.microprofile.openapi.annotations.media.Schema.class))
                .forEach(answer -> require(answer, api.getComponents().getSchemas()));
    }

    /// What is neither null nor left out when empty is always there.
    private static void require(Class<?> answer, Map<String, Schema> schemas) {
        Schema schema =
                schemas.get(answer.getAnnotation(org.eclipse.microprofile.openapi.annotations.media.Schema.class)
                        .name());
        if (schema == null || answer.isAnnotationPresent(JsonInclude.class)) {
            return;
        }
        for (RecordComponent component : answer.getRecordComponents()) {
            boolean mayBeAbsent = component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                    || component.getAccessor().isAnnotationPresent(JsonInclude.class);
            if (!mayBeAbsent && schema.getProperties().containsKey(component.getName())) {
                schema.addRequired(component.getName());
            }
        }
    }

    private static Schema problem() {
        return OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .description("A problem of RFC 9457")
                .addProperty("type", text("Stable; names the kind of problem"))
                .addProperty("title", text("The kind of problem, for people"))
                .addProperty(
                        "status",
                        OASFactory.createSchema().addType(SchemaType.INTEGER).format("int32"))
                .addProperty("detail", text("What, where, expected, got"))
                .addRequired("type")
                .addRequired("title")
                .addRequired("status")
                .addRequired("detail");
    }

    private static Schema text(String description) {
        return OASFactory.createSchema().addType(SchemaType.STRING).description(description);
    }
}
