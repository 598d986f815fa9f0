// A small service as NestJS services are: every answer is an envelope. Prints its OpenAPI document as one line, then
// its URL, and serves until it is ended.
import "reflect-metadata";
import { Body, Controller, Get, Header, Headers, Module, Param, Post, Query, StreamableFile, UploadedFile, UseInterceptors, applyDecorators } from "@nestjs/common";
import type { Type } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { FileInterceptor } from "@nestjs/platform-express";
import {
    ApiBearerAuth, ApiBody, ApiConsumes, ApiExtraModels, ApiHeader, ApiOkResponse, ApiProduces, ApiProperty, ApiPropertyOptional, ApiQuery, ApiTags,
    DocumentBuilder, OmitType, PartialType, SwaggerModule, getSchemaPath,
} from "@nestjs/swagger";

enum Role { Admin = "admin", Member = "member", ReadOnly = "read-only" }
enum Level { Low = 1, High = 2 }

class Address {
    @ApiProperty() city!: string;
    @ApiPropertyOptional({ type: String, nullable: true }) street?: string | null;
}
class Cat {
    @ApiProperty({ enum: ["cat"] }) kind!: "cat";
    @ApiProperty({ type: "integer" }) lives!: number;
}
class Dog {
    @ApiProperty({ enum: ["dog"] }) kind!: "dog";
    @ApiProperty() breed!: string;
}

@ApiExtraModels(Cat, Dog, Address)
class Person {
    @ApiProperty() id!: string;
    @ApiProperty({ type: String, nullable: true }) nickname!: string | null;
    @ApiProperty({ type: () => Address, nullable: true, description: "where the person lives" }) home!: Address | null;
    @ApiProperty({ type: () => Address }) office!: Address;
    @ApiProperty({ enum: Role }) role!: Role;
    @ApiProperty({ enum: Role, isArray: true }) roles!: Role[];
    @ApiProperty({ enum: Level, enumName: "Level" }) level!: Level;
    @ApiProperty({ enum: Level, enumName: "Level", isArray: true }) levels!: Level[];
    @ApiPropertyOptional({ enum: Level, enumName: "Level", nullable: true }) formerLevel?: Level | null;
    @ApiProperty({ enum: Role, enumName: "Role", description: "who asked" }) asker!: Role;
    @ApiProperty({
        oneOf: [{ $ref: getSchemaPath(Cat) }, { $ref: getSchemaPath(Dog) }],
        discriminator: { propertyName: "kind", mapping: { cat: getSchemaPath(Cat), dog: getSchemaPath(Dog) } },
    })
    pet!: Cat | Dog;
    @ApiProperty({ type: "array", items: { oneOf: [{ $ref: getSchemaPath(Cat) }, { $ref: getSchemaPath(Dog) }] } }) pets!: (Cat | Dog)[];
    @ApiProperty({ type: "object", additionalProperties: { type: "string" } }) labels!: Record<string, string>;
    @ApiProperty({ type: "object", additionalProperties: { $ref: getSchemaPath(Address) } }) places!: Record<string, Address>;
    @ApiProperty({ type: "object", additionalProperties: true }) anything!: Record<string, unknown>;
    @ApiProperty() createdAt!: Date;
    @ApiProperty({ type: Date, nullable: true }) deletedAt!: Date | null;
    @ApiProperty({ type: String, format: "date" }) birthday!: string;
    @ApiProperty({ type: "integer", format: "int64" }) visits!: number;
    @ApiProperty() ratio!: number;
    @ApiProperty({ type: () => [Person] }) friends!: Person[];
    @ApiPropertyOptional({ type: () => Person, nullable: true }) manager?: Person | null;
    @ApiProperty({ type: "array", items: { type: "array", items: { type: "number" } } }) matrix!: number[][];
    @ApiProperty({ type: [String], nullable: true }) tags!: string[] | null;
    @ApiProperty({ oneOf: [{ type: "string" }, { type: "number" }] }) code!: string | number;
    @ApiProperty({ type: String, format: "byte" }) picture!: string;
}

class Envelope {
    @ApiProperty({ type: "integer" }) statusCode!: number;
    @ApiProperty() message!: string;
    @ApiPropertyOptional({ type: "integer" }) apiCode?: number;
    @ApiPropertyOptional() requestId?: string;
}
class PersonAnswer extends Envelope {
    @ApiProperty() data!: Person;
}
class Paging {
    @ApiProperty({ type: "integer" }) totalCount!: number;
}
class NewPerson extends PartialType(OmitType(Person, ["id", "createdAt", "friends", "manager", "pets"] as const)) {}
class Upload {
    @ApiProperty({ type: "string", format: "binary" }) file!: unknown;
    @ApiProperty() title!: string;
}

// What services write who have no class for each answer.
const ApiEnvelope = (data: object, ...models: Type[]) => applyDecorators(
    ApiExtraModels(Envelope, ...models),
    ApiOkResponse({ schema: { allOf: [{ $ref: getSchemaPath(Envelope) }, { properties: { data } }] } }),
);

const person: Person = {
    id: "p1", nickname: null, home: null, office: { city: "Paris", street: null }, role: Role.ReadOnly, roles: [Role.Admin, Role.Member],
    level: Level.High, levels: [Level.Low], formerLevel: null, asker: Role.Admin, pet: { kind: "dog", breed: "poodle" },
    pets: [{ kind: "cat", lives: 9 }], labels: { a: "b" }, places: { work: { city: "Rome" } }, anything: { deep: [1, { x: null }] },
    createdAt: new Date("2024-05-06T07:08:09.010Z"), deletedAt: null, birthday: "2000-01-02", visits: 9007199254740991, ratio: 0.5,
    friends: [], manager: null, matrix: [[1, 2], [3.5]], tags: null, code: 7, picture: "AAEC",
};
const envelope = (data: unknown) => ({ statusCode: 200, message: "", requestId: "r1", data });

@ApiTags("People")
@ApiBearerAuth()
@Controller("people")
class PeopleController {
    @Get(":id")
    @ApiOkResponse({ type: PersonAnswer })
    @ApiHeader({ name: "x-tenant", required: false })
    one(@Param("id") id: string, @Headers("x-tenant") tenant?: string) {
        return envelope({ ...person, id, nickname: tenant ?? null });
    }

    @Get()
    @ApiQuery({ name: "role", enum: Role, enumName: "Role", required: false })
    @ApiQuery({ name: "roles", enum: Role, isArray: true, required: false })
    @ApiQuery({ name: "names", type: [String], required: false })
    @ApiQuery({ name: "since", type: Date, required: false })
    @ApiQuery({ name: "page", type: "integer" })
    @ApiQuery({ name: "active", type: Boolean, required: false })
    @ApiEnvelope({ allOf: [{ $ref: getSchemaPath(Paging) }, { properties: { list: { type: "array", items: { $ref: getSchemaPath(Person) } } } }] }, Paging, Person)
    listPeople(@Query() query: Record<string, unknown>) {
        return envelope({ totalCount: 1, list: [{ ...person, anything: query }] });
    }

    @Post()
    @ApiEnvelope({ $ref: getSchemaPath(Person) }, Person)
    create(@Body() body: NewPerson) {
        return envelope({ ...person, anything: body });
    }

    @Post("many")
    @ApiBody({ type: [NewPerson] })
    @ApiEnvelope({ type: "array", items: { type: "string" } })
    many(@Body() body: NewPerson[]) {
        return envelope(body.map((_, index) => `p${index}`));
    }

    @Post("upload")
    @UseInterceptors(FileInterceptor("file"))
    @ApiConsumes("multipart/form-data")
    @ApiBody({ type: Upload })
    @ApiEnvelope({ type: "string" })
    upload(@UploadedFile() file: { size: number }) {
        return envelope(String(file.size));
    }

    @Get(":id/picture")
    @Header("content-type", "image/png")
    @ApiProduces("image/png")
    @ApiOkResponse({ schema: { type: "string", format: "binary" } })
    picture() {
        return new StreamableFile(new Uint8Array([1, 2, 3]));
    }

    @Post(":id/labels")
    @ApiBody({ schema: { type: "object", additionalProperties: { type: "string" } } })
    @ApiEnvelope({ type: "object", additionalProperties: { type: "integer" } })
    labels(@Param("id") _id: string, @Body() body: Record<string, string>) {
        return envelope(Object.fromEntries(Object.entries(body).map(([key, value]) => [key, value.length])));
    }

    @Get(":id/pet")
    @ApiEnvelope({ oneOf: [{ $ref: getSchemaPath(Cat) }, { $ref: getSchemaPath(Dog) }] }, Cat, Dog)
    pet(@Param("id") _id: string) {
        return envelope(person.pet);
    }

    @Get(":id/home")
    @ApiEnvelope({ nullable: true, allOf: [{ $ref: getSchemaPath(Address) }] }, Address)
    // As happens: the handler takes no @Param, so that the document has no parameter.
    home() {
        return envelope(null);
    }
}

@Module({ controllers: [PeopleController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: false });
const document = SwaggerModule.createDocument(app, new DocumentBuilder().setTitle("People").setVersion("1").addBearerAuth().build());
await app.listen(0, "127.0.0.1");
console.log(JSON.stringify(document));
console.log(await app.getUrl());
